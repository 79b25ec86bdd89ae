using Tidemark.Graph;

namespace Tidemark;

/// <summary>Which form the attributes of this node have. Safe for all threads.</summary>
/// <param name="graph">The engine.</param>
/// <param name="serializers">The serialisers of the application.</param>
/// <param name="schemas">The schemas of other builds.</param>
/// <param name="unset">Told the attribute and the member if what another build stored leaves null what must not be; null for nobody.</param>
internal sealed class AttributeForms(GraphSerializer graph, AttributeSerializers serializers, KnownSchemas schemas, Action<string, string>? unset)
{
    /// <summary>The form in which a new value of an attribute is written. It reads what any other form wrote.</summary>
    /// <exception cref="SessionAttributeException">The type cannot be state.</exception>
    public ValueForm<T> Of<T>(string attribute)
    {
        var serializer = serializers.Find(attribute, typeof(T));
        try
        {
            return new FormByBytes<T>(serializer is null ? Graph<T>(attribute) : By<T>(serializer), serializer, attribute, this);
        }
        catch (GraphException refused)
        {
            throw AttributeFaults.NotState(attribute, typeof(T), refused);
        }
    }

    /// <summary>Whether no instance of the type can change.</summary>
    public bool IsImmutable(Type type) => graph.IsImmutable(type);

    /// <summary>The instances of a live graph; none if the graph engine refuses it.</summary>
    public IReadOnlyList<object> InstancesOf<T>(T value)
    {
        try
        {
            return graph.PlanOf<T>().InstancesOf(value);
        }
        catch (GraphException)
        {
            return [];
        }
    }

    /// <exception cref="GraphException">The type cannot be state.</exception>
    /// <exception cref="SessionAttributeException">No store would take the schema of the type.</exception>
    public ValueForm<T> Graph<T>(string attribute) => new GraphForm<T>(graph.PlanOf<T>(), schemas, unset, attribute);

    /// <exception cref="SerializerException">No serialiser has that name.</exception>
    public ValueForm<T> Serialized<T>(string? name) =>
        By<T>((name is null ? null : serializers.Find(name)) ?? throw SerializerException.Unknown(name));

    private SerializerForm<T> By<T>(AttributeSerializer serializer) => new(serializer, graph.IsImmutable(typeof(T)));

    /// <summary>Bytes as names and values, by the schema that they name; null if this node does not have it, or they are damaged.</summary>
    public GraphNode? ReadTree(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return GraphSchema.TryGetFingerprint(bytes.Span, out var fingerprint) ? schemas.TryFind(fingerprint)?.Read(bytes.Span) : null;
        }
        catch (GraphFormatException)
        {
            return null;
        }
    }
}
