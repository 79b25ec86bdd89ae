using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// Turns a tree of this build's schema into one of the merged schema, and puts back the members that only the writer knows: each instance
/// gets those it came with, values without identity those of the value they were.
/// </summary>
/// <param name="resolution">The two schemas.</param>
/// <param name="cameFrom">For instances of the new tree, the nodes they were read from.</param>
internal sealed class NodeLift(Resolution resolution, IReadOnlyDictionary<GraphNode, GraphNode> cameFrom)
{
    private readonly Dictionary<GraphNode, GraphNode> _lifted = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<GraphNode, GraphNode> _alive =
        new(cameFrom.Select(pair => KeyValuePair.Create(pair.Value, pair.Key)), ReferenceEqualityComparer.Instance);
    private readonly Queue<Action> _inside = new();
    private readonly EnumMaps _enums = new();
    private readonly Alignment _alignment = new(cameFrom);

    /// <param name="root">The new tree.</param>
    /// <param name="old">The node that the root was read from, if it has no identity.</param>
    public GraphNode Lift(GraphNode root, GraphNode? old)
    {
        var lifted = Known(root, old);
        while (_inside.TryDequeue(out var next))
            next();
        return lifted;
    }

    /// <summary>Parts of one instance that is in the merged tree already.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="known">Nodes that the parts refer to, and what these are in the merged tree.</param>
    public IReadOnlyList<GraphNode> Lift(IReadOnlyList<GraphNode> parts, IReadOnlyList<(GraphNode Node, GraphNode Is)> known)
    {
        foreach (var (node, became) in known)
            _lifted.Add(node, became);
        GraphNode[] lifted = [.. parts.Select(part => Known(part, null))];
        while (_inside.TryDequeue(out var next))
            next();
        return lifted;
    }

    /// <summary>What became of a node of the new tree; null if the root does not lead there.</summary>
    public GraphNode? LiftedOf(GraphNode node) => _lifted.GetValueOrDefault(node);

    private GraphNode Known(GraphNode reference, GraphNode? old)
    {
        var node = reference.Target;
        if (node.Form is not { } own)
            return node;
        if (_lifted.TryGetValue(node, out var lifted))
            return lifted;
        old = CameFrom(node, old?.Target);
        var form = resolution.Merged.Scope.FormOf(own.Name);
        return _lifted[node] = node switch
        {
            GraphObject value => Known(value, new GraphObject(form), old as GraphObject),
            GraphSequence sequence => Known(sequence, new GraphSequence(form) { Lengths = sequence.Lengths, Head = sequence.Head }, old as GraphSequence),
            GraphEntries entries => Known(entries, new GraphEntries(form) { Head = entries.Head }, old as GraphEntries),
            _ => new GraphLeaf(form, _enums.Convert((GraphLeaf)node, form) ?? throw EnumFaults.Unwritable(own)),
        };
    }

    // A new object is not the one that stood in its place; but a new collection in the place of another may hold what that one held.
    private GraphNode? CameFrom(GraphNode node, GraphNode? inPlace)
    {
        if (cameFrom.TryGetValue(node, out var itself))
            return itself;
        if (node is GraphSequence or GraphEntries)
            return inPlace;
        return node.Form!.IsTracked || inPlace?.TypeName != node.TypeName ? null : inPlace;
    }

    private GraphObject Known(GraphObject from, GraphObject to, GraphObject? old)
    {
        _inside.Enqueue(() =>
        {
            if (from.Content is { } content)
                to.Content = Known(content, old?.Content);
            if (to.Form!.Definition is null)
            {
                to.Members = [.. from.Members.Select(member => new GraphMember(member.Name, Known(member.Value, old?[member.Name])))];
                return;
            }

            var members = new GraphMember[to.Form.Members.Length];
            for (var i = 0; i < members.Length; i++)
            {
                var (name, slot) = to.Form.Members[i];
                members[i] = new GraphMember(
                    name,
                    from[name] is { } own ? Known(own, old?[name])
                        : old?[name] is { } carried ? Carried(carried)
                        : DefaultNode.Of(slot, resolution.Writer.Scope, _enums));
            }

            to.Members = members;
        });
        return to;
    }

    private GraphSequence Known(GraphSequence from, GraphSequence to, GraphSequence? old)
    {
        if (from.Elements is PackedElements packed)
        {
            to.Elements = _enums.Convert(packed, to.Form!.Part) ?? throw EnumFaults.Unwritable(packed.Element);
            return to;
        }

        _inside.Enqueue(() =>
        {
            var were = _alignment.Of(from.Elements, old?.Elements);
            to.Elements = [.. from.Elements.Select((element, i) => Known(element, were[i]))];
        });
        return to;
    }

    private GraphEntries Known(GraphEntries from, GraphEntries to, GraphEntries? old)
    {
        _inside.Enqueue(() =>
        {
            var were = _alignment.Of(from.Entries, old?.Entries);
            to.Entries = [.. from.Entries.Select((entry, i) => new GraphEntry(Known(entry.Key, were[i].Key), Known(entry.Value, were[i].Value)))];
        });
        return to;
    }

    // A copy of what was carried, in which instances that this build still has are the ones it has now.
    private GraphNode Carried(GraphNode reference)
    {
        var node = reference.Target;
        if (node is GraphNull || (node is GraphLeaf && !node.Form!.IsTracked))
            return node;
        if (_alive.TryGetValue(node, out var alive))
            return Known(alive, null);
        if (_lifted.TryGetValue(node, out var copied))
            return copied;
        return _lifted[node] = node switch
        {
            GraphObject value => Carried(value, new GraphObject(node.Form!)),
            GraphSequence sequence => Carried(sequence, new GraphSequence(node.Form!) { Lengths = sequence.Lengths, Head = sequence.Head }),
            GraphEntries entries => Carried(entries, new GraphEntries(node.Form!) { Head = entries.Head }),
            _ => node,
        };
    }

    private GraphObject Carried(GraphObject from, GraphObject to)
    {
        _inside.Enqueue(() =>
        {
            to.Content = from.Content is { } content ? Carried(content) : null;
            to.Members = [.. from.Members.Select(member => member with { Value = Carried(member.Value) })];
        });
        return to;
    }

    private GraphSequence Carried(GraphSequence from, GraphSequence to)
    {
        if (from.Elements is PackedElements)
            to.Elements = from.Elements;
        else
            _inside.Enqueue(() => to.Elements = [.. from.Elements.Select(Carried)]);
        return to;
    }

    private GraphEntries Carried(GraphEntries from, GraphEntries to)
    {
        _inside.Enqueue(() => to.Entries = [.. from.Entries.Select(entry => new GraphEntry(Carried(entry.Key), Carried(entry.Value)))]);
        return to;
    }
}
