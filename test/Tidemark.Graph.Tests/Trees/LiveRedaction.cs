using System.Reflection;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>
/// Takes members out of a live graph by reflection, without any code of the engine: first it finds at which steps of the path each instance is
/// met, then it sets fields.
/// </summary>
internal sealed class LiveRedaction
{
    private readonly World _world;
    private readonly string[] _path;
    private readonly Dictionary<object, HashSet<int>> _states = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<object> _open = new();
    private readonly List<object?> _keys = [];

    private LiveRedaction(World world, string path) => (_world, _path) = (world, path.Split('.'));

    /// <summary>
    /// Whether it could be told what is left. It cannot where a struct lies in a collection that cannot be changed, and where an instance that
    /// loses a member is also reached from a key, which may then be like another one.
    /// </summary>
    public static bool TryOf(World world, object? graph, string path, out object? left)
    {
        var redaction = new LiveRedaction(world, path);
        redaction.Reach(graph, [0]);
        while (redaction._open.TryDequeue(out var next))
            redaction.ReachInside(next, redaction._states[next]);
        left = graph;
        return !redaction.LosesInKeys() && redaction.TryTakeOut(ref left);
    }

    private void Reach(object? value, IEnumerable<int> states)
    {
        if (value is null || IsLeaf(value))
            return;
        if (value is ValueType)
        {
            ReachInside(value, states);
            return;
        }

        if (!_states.TryGetValue(value, out var known))
            _states[value] = known = [];
        var count = known.Count;
        known.UnionWith(states);
        if (known.Count > count)
            _open.Enqueue(value);
    }

    private void ReachInside(object value, IEnumerable<int> states)
    {
        int[] now = [.. states];
        foreach (var (field, name) in FieldsOf(value))
            Reach(field.GetValue(value), After(name, now));
        foreach (var (_, item, key) in ItemsOf(value))
        {
            Reach(item, now);
            _keys.Add(key);
        }
    }

    private bool LosesInKeys()
    {
        var (seen, open) = (new HashSet<object>(ReferenceEqualityComparer.Instance), new Stack<object?>(_keys));
        while (open.TryPop(out var value))
        {
            if (value is null || IsLeaf(value) || (value is not ValueType && !seen.Add(value)))
                continue;
            foreach (var (field, _) in FieldsOf(value))
                open.Push(field.GetValue(value));
            foreach (var (_, item, key) in ItemsOf(value))
            {
                open.Push(item);
                open.Push(key);
            }
        }

        return _states.Any(known => seen.Contains(known.Key) && FieldsOf(known.Key).Any(field => IsMeant(field.Name, known.Value)));
    }

    private bool TryTakeOut(ref object? root)
    {
        if (root is ValueType && !IsLeaf(root) && !TryTakeOutOf(ref root, [0]))
            return false;
        foreach (var (instance, states) in _states)
        {
            object? same = instance;
            if (!TryTakeOutOf(ref same, states))
                return false;
        }

        return true;
    }

    private bool TryTakeOutOf(ref object? value, IReadOnlyCollection<int> states)
    {
        foreach (var (field, name) in FieldsOf(value!))
        {
            if (IsMeant(name, states))
                field.SetValue(value, DefaultOf(field.FieldType));
            else if (field.GetValue(value) is ValueType part && !IsLeaf(part))
            {
                object? inside = part;
                if (!TryTakeOutOf(ref inside, [.. After(name, states)]))
                    return false;
                field.SetValue(value, inside);
            }
        }

        foreach (var (index, item, _) in ItemsOf(value!).ToArray())
        {
            if (MayLose(item, states) && !TryReplace(value!, index, item!, states))
                return false;
        }

        return true;
    }

    private bool TryReplace(object collection, int index, object item, IReadOnlyCollection<int> states)
    {
        var (kind, left) = (_world.KindOf(collection.GetType()), (object?)item);
        if (kind.Family!.Has(Trait.Made) || kind.Family.Name.StartsWith("ReadOnly", StringComparison.Ordinal) || !TryTakeOutOf(ref left, states))
            return false;
        var whole = kind.Adapter!.Read(collection)![index]!;
        if (PartOf(kind) is { } part)
            whole.GetType().GetField(part, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.SetValue(whole, left);
        kind.Adapter.Replace(collection, index, PartOf(kind) is null ? left : whole);
        return true;
    }

    private bool MayLose(object? value, IReadOnlyCollection<int> states) =>
        value is ValueType && !IsLeaf(value)
        && (FieldsOf(value).Any(field => IsMeant(field.Name, states) || MayLose(field.Field.GetValue(value), [.. After(field.Name, states)]))
            || ItemsOf(value).Any(item => MayLose(item.Item, states)));

    // Which part of an item is the value, if the other is a key or a priority.
    private static string? PartOf(Kind kind) => kind.Family!.Name == "PriorityQueue" ? "Item1" : IsDictionary(kind) ? "value" : null;

    private static bool IsDictionary(Kind kind) => kind.Family is { Name: "Hashtable" } or { Arity: 2 };

    private IEnumerable<(int Index, object? Item, object? Key)> ItemsOf(object value)
    {
        var kind = _world.KindOf(value.GetType());
        foreach (var (index, item) in (kind.Adapter?.Read(value) ?? []).Index())
        {
            if (PartOf(kind) is not { } part)
                yield return IsSet(kind) ? (index, null, item) : (index, item, null);
            else if (item is ITuple tuple)
                yield return (index, tuple[0], tuple[1]);
            else
                yield return (index, Get(item!, "value"), Get(item!, "key"));
        }
    }

    private static bool IsSet(Kind kind) => kind.Family!.Has(Trait.Hashes) || kind.Family.Has(Trait.Sorts);

    private static object? Get(object pair, string part) =>
        pair.GetType().GetField(part, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(pair);

    private IEnumerable<(FieldInfo Field, string Name)> FieldsOf(object value)
    {
        var kind = _world.KindOf(value.GetType());
        var names = new HashSet<string>();
        foreach (var field in kind.Adapter is null ? kind.Fields : [])
        {
            var name = Kind.NameOf(field);
            yield return (field, names.Add(name) ? name : $"{field.DeclaringType!.Name}.{name}");
        }
    }

    private bool IsLeaf(object value) => value.GetType() == typeof(object) || value.GetType().IsEnum || _world.KindOf(value.GetType()).Leaf is not null;

    private bool IsMeant(string name, IEnumerable<int> states) => After(name, states).Contains(_path.Length);

    private IEnumerable<int> After(string name, IEnumerable<int> states) =>
        name.Split('.').Aggregate(states, (now, part) => [.. now.SelectMany(at => Step(part, at)).Distinct()]);

    private IEnumerable<int> Step(string part, int at)
    {
        if (at == _path.Length)
            return [];
        if (_path[at] != "*")
            return _path[at] == part ? [at + 1] : [];
        return at + 1 == _path.Length ? [at, at + 1] : [at, .. Step(part, at + 1)];
    }

    private static object? DefaultOf(Type slot) =>
        slot.IsValueType && Nullable.GetUnderlyingType(slot) is null ? RuntimeHelpers.GetUninitializedObject(slot) : null;
}
