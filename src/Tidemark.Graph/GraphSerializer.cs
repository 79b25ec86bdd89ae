namespace Tidemark.Graph;

/// <summary>Compiles the plan of each type once, at first use, and keeps it. Safe for all threads.</summary>
public sealed class GraphSerializer
{
    /// <summary>Starts with the given options.</summary>
    public GraphSerializer(GraphOptions? options = null) => Options = options ?? new GraphOptions();

    internal GraphOptions Options { get; }

    /// <summary>The plan of <typeparamref name="T"/>.</summary>
    /// <exception cref="GraphException">The type holds something that cannot be state; the message says where, and what to do.</exception>
    public GraphPlan<T> PlanOf<T>() => throw new NotImplementedException();
}
