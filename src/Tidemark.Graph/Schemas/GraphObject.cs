using Tidemark.Graph.Forms;

namespace Tidemark.Graph;

/// <summary>
/// A class or struct with members. A class derived from a collection, and what wraps one (a <c>ReadOnlyCollection</c>, a part of an array),
/// has it as <see cref="Content"/>.
/// </summary>
public sealed class GraphObject : GraphNode
{
    internal GraphObject(Form form) : base(form)
    {
    }

    /// <summary>The collection that it is, or wraps; null for others.</summary>
    public GraphNode? Content { get; internal set; }

    /// <summary>The members in the order they are written.</summary>
    public IReadOnlyList<GraphMember> Members { get; internal set; } = [];

    /// <summary>The member of a name; null if there is none.</summary>
    public GraphNode? this[string name]
    {
        get
        {
            foreach (var member in Members)
            {
                if (member.Name == name)
                    return member.Value;
            }

            return null;
        }
    }
}
