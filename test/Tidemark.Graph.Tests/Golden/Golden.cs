namespace Tidemark.Graph.Tests.Golden;

/// <summary>A graph and what today's build makes of it and of its file.</summary>
internal abstract class Golden(string name)
{
    public string Name { get; } = name;

    /// <summary>Whether builds write it in another form by now; they still read this one.</summary>
    public bool IsSuperseded { get; init; }

    public abstract GraphSchema Schema { get; }

    public abstract byte[] Encode();

    public abstract byte[] DecodeAndEncode(byte[] payload);

    public abstract byte[] TranslateAndEncode(byte[] payload, GraphSchema writer);
}

internal sealed class Golden<T>(string name, Func<T> make) : Golden(name)
{
    private readonly GraphPlan<T> _plan = new GraphSerializer().PlanOf<T>();

    public override GraphSchema Schema => _plan.Schema;

    public override byte[] Encode() => _plan.Encode(make());

    public override byte[] DecodeAndEncode(byte[] payload) => _plan.Encode(_plan.Decode(payload));

    public override byte[] TranslateAndEncode(byte[] payload, GraphSchema writer) => _plan.Encode(_plan.Translate(payload, writer).Value);
}
