using System.Text;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// A tree as text. What is shared has a number; what is deep is told after the rest, under its number, so that lists of linked nodes stay
/// readable.
/// </summary>
/// <param name="masks">Whether values are left out: then only names, types, counts and lengths are told.</param>
internal sealed class NodeDump(bool masks)
{
    private const int MaxDepth = 24;

    private readonly StringBuilder _text = new();
    private readonly Dictionary<GraphNode, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<GraphNode> _later = new();

    public string Of(GraphNode root)
    {
        Value(root, 0);
        while (_later.TryDequeue(out var node))
        {
            _text.Append('#').Append(NumberOf(node)).Append(" is ");
            Body(node, 0);
        }

        return _text.ToString();
    }

    private void Value(GraphNode node, int depth)
    {
        if (node is GraphReference reference)
        {
            _text.Append('#').Append(NumberOf(reference.To)).Append('\n');
            return;
        }

        if (depth >= MaxDepth && node is GraphObject or GraphSequence or GraphEntries)
        {
            _text.Append('#').Append(NumberOf(node)).Append('\n');
            _later.Enqueue(node);
            return;
        }

        if (node.IsShared)
            _text.Append('#').Append(NumberOf(node)).Append(' ');
        Body(node, depth);
    }

    private void Body(GraphNode node, int depth)
    {
        switch (node)
        {
            case GraphNull:
                _text.Append("null\n");
                break;
            case GraphLeaf leaf:
                _text.Append(TextOf(leaf)).Append('\n');
                break;
            case GraphObject value:
                Object(value, depth);
                break;
            case GraphSequence sequence:
                Sequence(sequence, depth);
                break;
            case GraphEntries entries:
                Entries(entries, depth);
                break;
        }
    }

    private void Object(GraphObject value, int depth)
    {
        _text.Append(value.TypeName).Append('\n');
        if (value.Content is { } content)
        {
            Begin(depth + 1).Append("content: ");
            Value(content, depth + 1);
        }

        foreach (var member in value.Members)
        {
            Begin(depth + 1).Append(member.Name).Append(": ");
            Value(member.Value, depth + 1);
        }
    }

    private void Sequence(GraphSequence sequence, int depth)
    {
        Collection(sequence, sequence.Elements.Count, sequence.Head);
        if (sequence.Lengths.Count > 0)
            _text.Append(" as ").AppendJoin(" x ", sequence.Lengths);
        _text.Append('\n');
        for (int index = 0, last; index < sequence.Elements.Count; index = last + 1)
        {
            last = LastAlike(sequence.Elements, index);
            Begin(depth + 1).Append('[').Append(index).Append(last > index ? $"..{last}]: " : "]: ");
            Value(sequence.Elements[index], depth + 1);
        }
    }

    // Of a thousand masked numbers one says as much as all of them.
    private int LastAlike(IReadOnlyList<GraphNode> elements, int first)
    {
        var last = first;
        if (!masks || elements[first] is not GraphLeaf leaf || leaf.IsShared)
            return last;
        var text = TextOf(leaf);
        while (last + 1 < elements.Count && elements[last + 1] is GraphLeaf { IsShared: false } next && TextOf(next) == text)
            last++;
        return last;
    }

    private string TextOf(GraphLeaf leaf) => masks ? LeafText.Masked(leaf) : LeafText.Of(leaf);

    private void Entries(GraphEntries entries, int depth)
    {
        Collection(entries, entries.Entries.Count, entries.Head);
        _text.Append('\n');
        var index = 0;
        foreach (var (key, value) in entries.Entries)
        {
            Begin(depth + 1).Append('[').Append(index).Append("] key: ");
            Value(key, depth + 1);
            Begin(depth + 1).Append('[').Append(index++).Append("]: ");
            Value(value, depth + 1);
        }
    }

    private void Collection(GraphNode node, int count, CollectionHead head)
    {
        _text.Append(node.TypeName).Append(" (").Append(count).Append(')');
        if (head.Comparer != 0)
            _text.Append(" by comparer ").Append(head.Comparer);
        if (head.Threshold != 0)
            _text.Append(" threshold ").Append(head.Threshold);
        if (head.IsReadOnly != 0)
            _text.Append(" read-only");
    }

    private StringBuilder Begin(int depth) => _text.Append(' ', depth * 2);

    private int NumberOf(GraphNode node)
    {
        if (!_numbers.TryGetValue(node, out var number))
            _numbers.Add(node, number = _numbers.Count + 1);
        return number;
    }
}
