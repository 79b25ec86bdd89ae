using System.Runtime.InteropServices;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Trees;

/// <summary>
/// Finds the members that a path means, apart from those that have no value. Each node is walked once for each state of the path, and what is to
/// come lies on the heap. Keys and elements of sets are walked too, apart from the rest: what is found there is told, and stays.
/// </summary>
internal sealed class MemberSearch(MemberPath path, LeafValues leaves)
{
    private readonly Dictionary<GraphNode, ulong> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<GraphNode, ulong> _seenInKeys = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<(GraphNode Node, ulong States, bool InKey)> _open = new();

    /// <summary>The members outside of keys.</summary>
    public HashSet<FoundMember> Found { get; } = [];

    /// <summary>Those in keys, and in what keys refer to. An instance that is met elsewhere as well may have them among the others, too.</summary>
    public HashSet<FoundMember> FoundInKeys { get; } = [];

    public void Run(GraphNode root)
    {
        Push(root, MemberPath.Start, inKey: false);
        while (_open.TryPop(out var next))
            Visit(next.Node, next.States, next.InKey);
    }

    private void Push(GraphNode reference, ulong states, bool inKey)
    {
        var node = reference.Target;
        if (states == 0 || node is GraphNull or GraphLeaf)
            return;
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(inKey ? _seenInKeys : _seen, node, out _);
        var added = states & ~seen;
        if (added == 0)
            return;
        seen |= added;
        _open.Push((node, added, inKey));
    }

    private void Visit(GraphNode node, ulong states, bool inKey)
    {
        switch (node)
        {
            case GraphObject value:
                if (value.Content is { } content)
                    Push(content, states, inKey);
                Members(value, states, inKey);
                break;
            case GraphSequence { Elements: not PackedElements } sequence:
                var isByElement = sequence.Form!.Layout is Layout.Set or Layout.MadeSet or Layout.Keyed;
                foreach (var element in sequence.Elements)
                    Push(element, states, inKey || isByElement);
                break;
            case GraphEntries entries:
                var isByValue = FormChoice.IsHeap(entries.Form!);
                foreach (var (key, value) in entries.Entries)
                {
                    Push(key, states, inKey || !isByValue);
                    Push(value, states, inKey || isByValue);
                }

                break;
        }
    }

    private void Members(GraphObject owner, ulong states, bool inKey)
    {
        // What the engine itself says of a part of an array is no member.
        if (owner.Form!.Layout is Layout.Segment or Layout.Memory)
            return;
        for (var i = 0; i < owner.Members.Count; i++)
        {
            var (name, value) = owner.Members[i];
            var isElement = name.StartsWith('[');
            var after = isElement ? states : path.After(name, states);
            if (!isElement && path.IsAtEnd(after) && !leaves.IsMissing(owner.Form, i, value))
                (inKey ? FoundInKeys : Found).Add(new FoundMember(owner, i));
            Push(value, after, inKey);
        }
    }
}

/// <summary>A member by its owner and its position there.</summary>
internal readonly record struct FoundMember(GraphObject Owner, int Position);
