using System.Collections.Concurrent;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph;

/// <summary>Compiles the plan of each type once, at first use, and keeps it. Safe for all threads.</summary>
public sealed class GraphSerializer
{
    private readonly GraphOptions _options;
    private readonly CodecRegistry _registry;
    private readonly ConcurrentDictionary<Type, object> _plans = new();
    private readonly ConcurrentDictionary<Type, bool> _immutable = new();

    /// <summary>Starts with the given options, or with the defaults.</summary>
    public GraphSerializer(GraphOptions? options = null)
    {
        _options = options ?? new GraphOptions();
        _registry = new CodecRegistry(_options);
    }

    /// <summary>The plan of <typeparamref name="T"/>.</summary>
    /// <exception cref="GraphException">The type holds something that cannot be state; the message says where, and what to do.</exception>
    public GraphPlan<T> PlanOf<T>() => (GraphPlan<T>)_plans.GetOrAdd(
        typeof(T), static (_, self) => new GraphPlan<T>(self._registry, self._options), this);

    /// <summary>
    /// Whether no instance of the type can change after it was made, as far as its fields and the options tell. Also asked of types that
    /// cannot be state.
    /// </summary>
    public bool IsImmutable(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return _immutable.GetOrAdd(type, static (type, registry) => registry.IsImmutable(type), _registry);
    }
}
