using Tidemark.Graph.Schemas;

namespace Tidemark.Graph;

/// <summary>
/// A payload of another build, as this build sees it. Members that this build does not know are kept here, with the instances they belong
/// to, and put back by <see cref="Encode(T)"/>. Keep it as long as the value is: what it keeps is not in the value. Safe for all threads.
/// </summary>
/// <typeparam name="T">The static type of the root.</typeparam>
public sealed class GraphTranslation<T>
{
    private readonly GraphPlan<T> _plan;
    private readonly byte[] _baseline;
    private readonly Resolution? _resolution;
    private readonly Dictionary<object, GraphNode> _cameFrom;
    private readonly GraphNode? _root;

    internal GraphTranslation(GraphPlan<T> plan, T value, byte[] baseline) =>
        (_plan, Value, _baseline, _cameFrom) = (plan, value, baseline, []);

    internal GraphTranslation(
        GraphPlan<T> plan, T value, byte[] baseline, Resolution resolution, GraphNode root, Dictionary<object, GraphNode> cameFrom)
        : this(plan, value, baseline) => (_resolution, _root, _cameFrom) = (resolution, root, cameFrom);

    /// <summary>The graph, decoded.</summary>
    public T Value { get; }

    /// <summary>The graph in this build's own bytes, to compare with.</summary>
    public ReadOnlyMemory<byte> Baseline => _baseline;

    /// <summary>
    /// Members that the writer did not have and that are null now, although they are declared never to be: as <c>Line.Notes</c>, each once. Their
    /// type has no constructor without parameters, or that leaves them null.
    /// </summary>
    public IReadOnlyList<string> UnsetMembers { get; internal init; } = [];

    /// <summary>Whether the writer's types have members that this build does not know.</summary>
    public bool CarriesMembers => _root is not null;

    /// <summary>
    /// Writes a graph together with the members that this build does not know: in the schema that has this build's members and those. If
    /// nothing is carried, it is this build's own schema. An instance that was removed from the graph loses what it carried; a struct or an
    /// immutable value that was replaced keeps it where it is equal, or else in its place; new ones get defaults.
    /// </summary>
    /// <exception cref="GraphException">The graph holds something that cannot be state.</exception>
    public (byte[] Payload, GraphSchema Schema) Encode(T value) => Encode(value, out _);

    /// <summary>As <see cref="Encode(T)"/>.</summary>
    /// <param name="value">The graph.</param>
    /// <param name="next">
    /// The graph as it was written just now, to compare with, and to write by the next time: what has no identity then keeps what it carried this time.
    /// </param>
    /// <exception cref="GraphException">The graph holds something that cannot be state.</exception>
    public (byte[] Payload, GraphSchema Schema) Encode(T value, out GraphTranslation<T> next)
    {
        if (_resolution is null || _root is null)
        {
            next = new GraphTranslation<T>(_plan, value, _plan.Encode(value));
            return (next._baseline, _plan.Schema);
        }

        var payload = _plan.Encode(value, [.. _cameFrom.Keys], out var numbers);
        var tree = GraphTree.Read(_plan.Schema, payload);
        var cameFrom = new Dictionary<GraphNode, GraphNode>(ReferenceEqualityComparer.Instance);
        foreach (var (instance, number) in numbers)
            cameFrom[tree.Tracked[number]] = _cameFrom[instance];
        var lift = new NodeLift(_resolution, cameFrom);
        var root = lift.Lift(tree.Root, _root);
        var became = new Dictionary<object, GraphNode>(ReferenceEqualityComparer.Instance);
        foreach (var (instance, number) in numbers)
        {
            if (lift.LiftedOf(tree.Tracked[number]) is { } lifted)
                became[instance] = lifted;
        }

        next = new GraphTranslation<T>(_plan, value, payload, _resolution, root, became);
        return (NodeWriter.Write(root, _resolution.Merged, long.MaxValue, out _), _resolution.Merged);
    }
}
