using Tidemark.Graph.Forms;

namespace Tidemark.Graph;

/// <summary>No value.</summary>
public sealed class GraphNull : GraphNode
{
    private GraphNull(Form? boxed) : base(null) => Boxed = boxed;

    internal static GraphNull Instance { get; } = new(null);

    /// <summary>The type of a struct without content that stands in a slot as an object, such as a default <c>ImmutableArray</c>; null for null.</summary>
    internal Form? Boxed { get; }

    internal static GraphNull Of(Form boxed) => new(boxed);
}
