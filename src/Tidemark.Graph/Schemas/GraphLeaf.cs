using Tidemark.Graph.Forms;

namespace Tidemark.Graph;

/// <summary>A value of a type that the framework defines and that holds no others, or of an enum.</summary>
public sealed class GraphLeaf : GraphNode
{
    internal GraphLeaf(Form form, object value) : base(form) => Value = value;

    /// <summary>The value: a number, string, <see cref="Guid"/>, <see cref="DateTime"/> and the like; for an enum, the number beneath it.</summary>
    public object Value { get; }
}
