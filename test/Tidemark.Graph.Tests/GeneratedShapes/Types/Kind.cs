using System.Reflection;

namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>
/// What the suite itself knows of a .NET type: how its values are made and compared. Written apart from the engine, whose judge it is.
/// </summary>
internal sealed class Kind
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, Leaf> LeafOf = Leaves.All.ToDictionary(leaf => leaf.Type);

    private bool? _holdsIdentity;

    public Kind(Type type)
    {
        Type = type;
        Leaf = LeafOf.GetValueOrDefault(type);
        if (Leaf is not null)
        {
            IsTracked = Leaf.IsTracked;
            return;
        }

        if (type == typeof(object) || type.IsEnum)
        {
            IsTracked = !type.IsEnum;
            return;
        }

        Family = Families.Find(type);
        Adapter = Family?.AdapterFor(ArgumentsOf(type, Family));
        Fields = Adapter is null && !type.IsAbstract && Nullable.GetUnderlyingType(type) is null ? FieldsOf(type) : [];
        IsTracked = Adapter is not null ? !Family!.Has(Trait.Made) : IsTrackedClass(type);
    }

    public Type Type { get; }

    public Leaf? Leaf { get; }

    public Family? Family { get; }

    public Adapter? Adapter { get; }

    /// <summary>The fields that are state, those of base classes first.</summary>
    public IReadOnlyList<FieldInfo> Fields { get; } = [];

    /// <summary>Whether two references to one instance are other state than references to two.</summary>
    public bool IsTracked { get; }

    /// <summary>Whether values of the type are, or may hold, instances whose identity is state.</summary>
    public bool HoldsIdentity => _holdsIdentity ??= IsTracked || Reachable(Type).Any(MayBeTracked);

    /// <summary>What users call a field.</summary>
    public static string NameOf(FieldInfo field) => field.Name switch
    {
        "key" => "Key",
        "value" => "Value",
        ['<', ..] name => name[1..name.LastIndexOf('>')],
        ['m', '_', ..] name => name[2..],
        var name => name,
    };

    public static bool IsIgnored(FieldInfo field) => field.IsDefined(typeof(SessionIgnoreAttribute), false);

    private static Type[] ArgumentsOf(Type type, Family family)
    {
        if (type.IsArray)
            return [type.GetElementType()!];
        for (var level = type; level is not null; level = level.BaseType)
        {
            if (OpenOf(level) == family.Open)
                return level.GetGenericArguments();
        }

        return [];
    }

    private static Type OpenOf(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static List<FieldInfo> FieldsOf(Type type)
    {
        var fields = new List<FieldInfo>();
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
            fields.InsertRange(0, level.GetFields(Own).Where(field => !IsIgnored(field)).OrderBy(field => field.MetadataToken));
        return fields;
    }

    // Nothing that can change is reachable; so types that contain each other can be immutable.
    private static bool IsImmutable(Type root) => CannotChange(root) && Reachable(root).All(CannotChange);

    private static bool CannotChange(Type type)
    {
        if (LeafOf.TryGetValue(type, out var leaf))
            return !leaf.IsTracked && leaf.Name is not ("CultureInfo" or "IPAddress" or "IPEndPoint");
        if (type.IsEnum || type.IsValueType)
            return true;
        if (Families.Find(type) is { } family && !family.Has(Trait.ByFields))
            return family.Has(Trait.Made) && !family.Has(Trait.Window);
        return type is { IsAbstract: false, IsArray: false } && type != typeof(object) &&
            (type.IsSealed || type.Namespace == "System") && FieldsOf(type).TrueForAll(field => field.IsInitOnly);
    }

    // An immutable type that contains itself is tracked all the same, for the size of what is shared.
    private static bool IsTrackedClass(Type type) => !type.IsValueType && (!IsImmutable(type) || Reachable(type).Contains(type));

    private static bool MayBeTracked(Type type) =>
        LeafOf.TryGetValue(type, out var leaf) ? leaf.IsTracked :
        Families.Find(type) is { } family && !family.Has(Trait.ByFields) ? !family.Has(Trait.Made) :
        IsTrackedClass(type);

    private static HashSet<Type> Reachable(Type root)
    {
        var seen = new HashSet<Type>();
        var pending = new Queue<Type>([root]);
        while (pending.TryDequeue(out var type))
        {
            foreach (var next in PartsOf(type).Where(seen.Add))
                pending.Enqueue(next);
        }

        return seen;
    }

    private static IEnumerable<Type> PartsOf(Type type)
    {
        if (LeafOf.ContainsKey(type) || type.IsEnum)
            return [];
        if (type.IsArray)
            return [type.GetElementType()!];
        if (Families.Find(type) is { } family && !family.Has(Trait.ByFields))
            return type.GetGenericArguments();
        return FieldsOf(type).Select(field => field.FieldType);
    }
}
