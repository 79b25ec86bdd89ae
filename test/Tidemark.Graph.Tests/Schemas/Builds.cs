namespace Tidemark.Graph.Tests.Schemas;

/// <summary>Two builds of one model, and the road of a payload from one to the other.</summary>
internal static class Builds
{
    /// <summary>Encodes with the types of one build and reads with those of another, which knows the first by published bytes only.</summary>
    public static GraphTranslation<TNew> Read<TOld, TNew>(TOld graph, params Type[] known)
    {
        var writer = PlanOf<TOld>();
        return PlanOf<TNew>(known).Translate(writer.Encode(graph), GraphSchema.Parse(writer.Schema.Bytes.Span));
    }

    /// <summary>Writes what one build translated, and reads it with the other again.</summary>
    public static TOld ReadBack<TNew, TOld>(GraphTranslation<TNew> translation, TNew graph)
    {
        var (payload, schema) = translation.Encode(graph);
        return PlanOf<TOld>().Translate(payload, GraphSchema.Parse(schema.Bytes.Span)).Value;
    }

    public static GraphPlan<T> PlanOf<T>(params Type[] known)
    {
        var options = new GraphOptions();
        options.KnownTypes.UnionWith(known);
        return new GraphSerializer(options).PlanOf<T>();
    }
}

/// <summary>A member of the old build.</summary>
[SessionName("Holder")]
public sealed class Old<T>
{
    public T Value { get; set; } = default!;
}

/// <summary>The same member in the new build.</summary>
[SessionName("Holder")]
public sealed class New<T>
{
    public T Value { get; set; } = default!;
}
