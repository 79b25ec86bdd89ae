using System.Reflection;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Graphs;

/// <summary>Makes live objects of specs, and remembers them by their numbers.</summary>
internal sealed class GraphMaker(World world)
{
    private readonly Dictionary<int, object> _nodes = [];
    private readonly Dictionary<Type, Dictionary<string, FieldInfo>> _fields = [];

    public object? Find(int node) => _nodes.GetValueOrDefault(node);

    /// <summary>A value that a slot can hold; its default if the spec does not fit.</summary>
    public object? Make(Type slot, Spec spec)
    {
        var value = spec switch
        {
            LeafSpec leaf => Leaf(leaf),
            AgainSpec again => Find(again.Node),
            MadeSpec made when world.Resolve(made.Shape) is { IsAbstract: false } type && Accepts(slot, type) => Make(type, made),
            _ => null,
        };
        if (value is not null && Accepts(slot, value.GetType()))
            return value;
        return slot.IsValueType && Nullable.GetUnderlyingType(slot) is null ? RuntimeHelpers.GetUninitializedObject(slot) : null;
    }

    /// <summary>The fields of a type by their keys, ignored ones included.</summary>
    public IReadOnlyDictionary<string, FieldInfo> FieldsOf(Type type)
    {
        if (_fields.TryGetValue(type, out var fields))
            return fields;
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        fields = [];
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            foreach (var field in level.GetFields(Own))
                fields[Layout.KeyOf(field)] = field;
        }

        return _fields[type] = fields;
    }

    private static bool Accepts(Type slot, Type type) => slot.IsAssignableFrom(type) || Nullable.GetUnderlyingType(slot) == type;

    private object? Leaf(LeafSpec leaf) => leaf.Shape switch
    {
        LeafShape shape => shape.Leaf.Make(leaf.Seed),
        AnyShape => new object(),
        _ when world.Resolve(leaf.Shape) is { IsEnum: true } type => Enum.ToObject(type, (byte)(leaf.Seed % 128)),
        _ => null,
    };

    private object Make(Type type, MadeSpec spec)
    {
        if (world.KindOf(type).Adapter is { } adapter)
            return MakeCollection(adapter, spec);

        // What cannot change is known to others only once it is complete, as with constructors.
        var instance = RuntimeHelpers.GetUninitializedObject(type);
        var isComplete = world.KindOf(type).IsTracked && !IsReadOnly(spec.Shape);
        if (isComplete)
            _nodes[spec.Node] = instance;
        var fields = FieldsOf(type);
        foreach (var part in spec.Parts)
        {
            if (fields.TryGetValue(part.Key, out var field))
                field.SetValue(instance, Make(field.FieldType, part.Value));
        }

        if (!type.IsValueType || spec.Node == 0)
            _nodes[spec.Node] = instance;
        return instance;
    }

    private object MakeCollection(Adapter adapter, MadeSpec spec)
    {
        var collection = adapter.Create(spec.Parts.Count, spec.Variant);
        if (collection is not null)
            _nodes[spec.Node] = collection;
        var items = spec.Parts.Select(part => Make(adapter.Element, part.Value)).ToArray();
        if (collection is null)
            return _nodes[spec.Node] = adapter.Make(items, spec.Variant);
        adapter.Fill(collection, items);
        return collection;
    }

    private bool IsReadOnly(TypeShape shape) => shape is DeclaredShape declared && world.Universe.Find(declared.Id) is { IsReadOnly: true };
}
