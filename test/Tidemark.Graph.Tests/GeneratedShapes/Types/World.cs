namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>A universe with its .NET types, and the engine's plan of its root.</summary>
internal sealed class World(Universe universe, IReadOnlyDictionary<int, Type> types)
{
    private readonly Dictionary<string, Type> _resolved = [];
    private readonly Dictionary<Type, Kind> _kinds = [];
    private Plan? _plan;

    public Universe Universe { get; } = universe;

    public Type RootType => Resolve(Universe.Root)!;

    public Plan Plan => _plan ??= Plan.Of(RootType, KnownTypes);

    /// <summary>
    /// What is registered, so that any type may stand in a slot of <see cref="object"/>: those that are not declared anywhere from the root on, and no
    /// others, for a declaration must be enough.
    /// </summary>
    public IEnumerable<Type> KnownTypes => Unreached();

    private IEnumerable<Type> Unreached()
    {
        var reached = new HashSet<string>();
        var pending = new Queue<TypeShape>([Universe.Root]);
        while (pending.TryDequeue(out var shape))
        {
            if (!reached.Add(shape.Text))
                continue;
            foreach (var next in Universe.DeclaredBy(shape))
                pending.Enqueue(next);
        }

        return Universe.Types.Select(type => (TypeShape)new DeclaredShape(type.Id)).Concat(Universe.Shapes.OfType<FamilyShape>().Where(IsOfThisAssembly))
            .Where(shape => !reached.Contains(shape.Text)).Select(shape => Resolve(shape)!);
    }

    private static bool IsOfThisAssembly(FamilyShape shape) => shape.Family.Open.Assembly == typeof(World).Assembly;

    /// <summary>The .NET type of a shape; null if it names a type that the universe no longer has.</summary>
    public Type? Resolve(TypeShape shape)
    {
        if (_resolved.TryGetValue(shape.Text, out var type))
            return type;
        if (shape.All.OfType<DeclaredShape>().Any(declared => !types.ContainsKey(declared.Id)))
            return null;
        return _resolved[shape.Text] = shape switch
        {
            LeafShape leaf => leaf.Leaf.Type,
            DeclaredShape declared => types[declared.Id],
            FamilyShape family => family.Family.Close([.. family.Slots.Select(slot => Resolve(slot)!)]),
            _ => typeof(object),
        };
    }

    public Kind KindOf(Type type)
    {
        if (!_kinds.TryGetValue(type, out var kind))
            _kinds[type] = kind = new Kind(type);
        return kind;
    }
}

/// <summary>The engine's verbs over roots whose type is not known here.</summary>
internal abstract class Plan
{
    public static Plan Of(Type root, IEnumerable<Type> known)
    {
        var options = new GraphOptions();
        options.KnownTypes.UnionWith(known);
        return (Plan)Activator.CreateInstance(typeof(Plan<>).MakeGenericType(root), options)!;
    }

    public abstract GraphSchema Schema { get; }

    public abstract byte[] Encode(object? graph);

    public abstract object? Decode(ReadOnlySpan<byte> bytes);

    public abstract GraphComparison Compare(object? graph, ReadOnlySpan<byte> baseline);

    /// <summary>The least that a compare took of some, in bytes: the runtime may compile on any of them.</summary>
    public abstract long AllocatedByCompare(object? graph, byte[] baseline);
}

/// <inheritdoc/>
internal sealed class Plan<T>(GraphOptions options) : Plan
{
    private readonly GraphPlan<T> _plan = new GraphSerializer(options).PlanOf<T>();

    public override GraphSchema Schema => _plan.Schema;

    public override byte[] Encode(object? graph) => _plan.Encode((T)graph!);

    public override object? Decode(ReadOnlySpan<byte> bytes) => _plan.Decode(bytes);

    public override GraphComparison Compare(object? graph, ReadOnlySpan<byte> baseline) => _plan.Compare((T)graph!, baseline);

    public override long AllocatedByCompare(object? graph, byte[] baseline)
    {
        var (live, least) = ((T)graph!, long.MaxValue);
        for (var i = 0; i < 6 && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _plan.Compare(live, baseline);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
