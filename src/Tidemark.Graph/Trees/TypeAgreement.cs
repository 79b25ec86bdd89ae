using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Trees;

/// <summary>What the builds of two trees, which may be one, agree on about types.</summary>
internal sealed class TypeAgreement(GraphNode left, GraphNode right)
{
    private readonly FormScope? _left = left.Form?.Scope;
    private readonly FormScope? _right = right.Form?.Scope;
    private readonly Dictionary<Form, Identity> _known = [];

    /// <summary>Whether the trees were read by two schemas.</summary>
    public bool AreOfTwoBuilds => _left != _right;

    /// <summary>Whether a value is an instance with an identity.</summary>
    public Identity IdentityOf(GraphNode node)
    {
        if (node.Form is not { } form)
            return Identity.None;
        if (!AreOfTwoBuilds)
            return form.IsTracked ? Identity.Kept : Identity.None;
        if (!_known.TryGetValue(form, out var identity))
            _known[form] = identity = IdentityOf(form, form.Scope == _left ? _right : _left);
        return identity;
    }

    /// <summary>The left build's form of a type of the right one; null if there is none, or if both are of one build.</summary>
    public Form? FormOfLeft(Form right) =>
        AreOfTwoBuilds && right.Scope != _left && _left is not null && _left.TryFind(right.Name, out var form) ? form : null;

    private static Identity IdentityOf(Form form, FormScope? other)
    {
        if (other is not null && other.TryFind(form.Name, out var theirs) && theirs.IsTracked != form.IsTracked)
            return Identity.InOneBuild;
        return form.IsTracked ? Identity.Kept : Identity.None;
    }
}
