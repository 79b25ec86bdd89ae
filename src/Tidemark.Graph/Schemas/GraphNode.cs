using Tidemark.Graph.Forms;
using Tidemark.Graph.Schemas;

namespace Tidemark.Graph;

/// <summary>
/// A value of a payload that was read by its schema alone: one of <see cref="GraphNull"/>, <see cref="GraphLeaf"/>, <see cref="GraphObject"/>,
/// <see cref="GraphSequence"/>, <see cref="GraphEntries"/> and <see cref="GraphReference"/>. Immutable, and safe for all threads.
/// </summary>
public abstract class GraphNode
{
    internal GraphNode(Form? form) => Form = form;

    /// <summary>The name of the value's own type on the wire; empty for null.</summary>
    public string TypeName => Form?.Name ?? "";

    internal Form? Form { get; }

    // Whether a reference points here, so that a dump must number it.
    internal bool IsShared { get; set; }

    /// <summary>
    /// The value at a path such as <c>Lines[3].Quantity</c>, as <see cref="GraphComparison.Changes"/> tells them; null if there is none.
    /// References are followed. An index into a dictionary is the position of an entry, and finds its value.
    /// </summary>
    public GraphNode? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return NodePath.Find(this, path);
    }

    /// <summary>The value and all that it holds, for people: one line a value. It is personal data; keep it out of logs.</summary>
    public override string ToString() => new NodeDump(masks: false).Of(this);

    /// <summary>
    /// The same without the values: names, types, counts, and the lengths of strings. Keys of dictionaries are values too. Elements that look alike
    /// share a line.
    /// </summary>
    public string Outline() => new NodeDump(masks: true).Of(this);

    internal GraphNode Target => this is GraphReference reference ? reference.To : this;
}
