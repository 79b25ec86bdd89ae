using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Graphs;

/// <summary>What a live value is made of. A spec that does not fit its slot, after the types were shrunk, stands for the default.</summary>
internal abstract record Spec
{
    public static Spec Nothing { get; } = new NothingSpec();

    public virtual IEnumerable<Spec> All => [this];
}

/// <summary>Null, or all bits zero.</summary>
internal sealed record NothingSpec : Spec
{
    public override string ToString() => "default";
}

/// <summary>A leaf or an enum of a number; of <see cref="AnyShape"/>, a new plain object.</summary>
internal sealed record LeafSpec(TypeShape Shape, uint Seed) : Spec
{
    public override string ToString() => Shape switch
    {
        LeafShape leaf => $"{Shape}#{Seed}({(leaf.Leaf.Make(Seed) is { } value ? leaf.Leaf.TextOf(value) : "null")})",
        AnyShape => "new object()",
        _ => $"({Shape}){Seed}",
    };
}

/// <summary>An instance that was made before.</summary>
internal sealed record AgainSpec(int Node) : Spec
{
    public override string ToString() => $"#{Node}";
}

/// <summary>A class, struct or collection, with its members or elements. Its number is how others refer to it.</summary>
internal sealed record MadeSpec(TypeShape Shape, int Node, uint Variant, IReadOnlyList<Part> Parts) : Spec
{
    public override IEnumerable<Spec> All => Parts.SelectMany(part => part.Value.All).Prepend(this);

    public override string ToString() => $"#{Node} {Shape}{(Variant % 5 > 2 ? $"~{Variant % 5}" : "")} {{ {string.Join(", ", Parts)} }}";
}

/// <summary>A member by its key, or an element without one.</summary>
internal readonly record struct Part(string Key, Spec Value)
{
    public override string ToString() => Key.Length == 0 ? $"{Value}" : $"{Key}: {Value}";
}
