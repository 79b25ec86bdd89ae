using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Leaves;
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
    [RequiresUnreferencedCode(Trimming.Fields)]
    [RequiresDynamicCode(Trimming.Code)]
    public GraphSerializer(GraphOptions? options = null)
    {
        _options = options ?? new GraphOptions();
        _registry = new CodecRegistry(_options);
    }

    /// <summary>The plan of <typeparamref name="T"/>.</summary>
    /// <exception cref="GraphException">The type holds something that cannot be state; the message says where, and what to do.</exception>
    public GraphPlan<T> PlanOf<T>() => (GraphPlan<T>)_plans.GetOrAdd(typeof(T), static (_, self) => self.MakePlan<T>(), this);

    /// <summary>
    /// Whether no instance of the type can change after it was made, as far as its fields and the options tell. Also asked of types that
    /// cannot be state. Under Native AOT fields tell nothing: a class or struct of the application is immutable only if it is declared to be.
    /// </summary>
    public bool IsImmutable(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return _immutable.GetOrAdd(type, static (type, registry) => registry.IsImmutable(type), _registry);
    }

    // Without code that is made at run time, only types that need none can be kept: those of HttpContext.Session among them.
    private GraphPlan<T> MakePlan<T>() => _options.CompilesCode || typeof(T) == typeof(byte[]) || (!typeof(T).IsEnum && LeafCodecs.TryGet(typeof(T), out _))
        ? new GraphPlan<T>(_registry, _options)
        : throw new GraphException(
            $"{Refused.NameOf(typeof(T))} is kept by code that is compiled at run time, and this process cannot compile any: it was published with Native AOT. "
            + "Have its attribute written by a serialiser (TidemarkOptions.Serializers), or publish without PublishAot.");
}
