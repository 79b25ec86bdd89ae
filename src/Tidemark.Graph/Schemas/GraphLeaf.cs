using Tidemark.Graph.Forms;
using Tidemark.Graph.Schemas;

namespace Tidemark.Graph;

/// <summary>A value of a type that the framework defines and that holds no others, or of an enum.</summary>
public sealed class GraphLeaf : GraphNode
{
    internal GraphLeaf(Form form, object value) : base(form) => Value = value;

    /// <summary>The value: a number, string, <see cref="Guid"/>, <see cref="DateTime"/> and the like; for an enum, the number beneath it.</summary>
    public object Value { get; }

    /// <summary>
    /// The name that the writer's build had for a value of an enum, several with commas for combined flags; null if it had none, for other
    /// types, and for payloads of builds whose schemas did not tell such names.
    /// </summary>
    public string? EnumName => Form?.Layout == Layout.Enum ? EnumNames.Of(Form.Definition!, Value) : null;
}
