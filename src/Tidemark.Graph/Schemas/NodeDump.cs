using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// A tree as text. What is shared has a number; what is deep is told after the rest, under its number, so that lists of linked nodes stay
/// readable.
/// </summary>
internal sealed class NodeDump
{
    private const int MaxDepth = 24;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
                Leaf(leaf);
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

    private void Leaf(GraphLeaf leaf)
    {
        if (leaf.Value is string text)
            _text.Append(Quoted(text)).Append('\n');
        else
            _text.Append($"{leaf.TypeName.Replace("System.", "", StringComparison.Ordinal)} {TextOf(leaf)}".TrimEnd()).Append('\n');
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
        var index = 0;
        foreach (var element in sequence.Elements)
        {
            Begin(depth + 1).Append('[').Append(index++).Append("]: ");
            Value(element, depth + 1);
        }
    }

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

    private static string TextOf(GraphLeaf leaf) =>
        leaf.EnumName is { } name ? $"{name} ({TextOf(leaf.Value)})" : TextOf(leaf.Value);

    private static string TextOf(object value) => value switch
    {
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
        JsonElement { ValueKind: JsonValueKind.Undefined } => "none",
        JsonElement json => Quoted(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(json))),
        JsonNode json => json.ToJsonString(),
        StringBuilder text => Quoted(text.ToString()),
        System.Collections.BitArray bits => string.Concat(bits.Cast<bool>().Select(bit => bit ? '1' : '0')),
        char character => Quoted(character.ToString()),
        Uri uri => Quoted(uri.OriginalString),
        TimeZoneInfo zone => zone.Id,
        Lock or DBNull => "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.GetType() == typeof(object) ? "" : value.ToString()!,
    };

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Readable);

    private StringBuilder Begin(int depth) => _text.Append(' ', depth * 2);

    private int NumberOf(GraphNode node)
    {
        if (!_numbers.TryGetValue(node, out var number))
            _numbers.Add(node, number = _numbers.Count + 1);
        return number;
    }
}
