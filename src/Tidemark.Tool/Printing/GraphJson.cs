using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidemark.Graph;

namespace Tidemark.Tool.Printing;

/// <summary>
/// A tree as JSON. What other places refer to has an <c>id</c>, and these places a <c>ref</c>; what is nested deeply stands under its id in <c>deep</c>.
/// </summary>
internal sealed class GraphJson
{
    private const int MaxDepth = 50;

    private readonly bool _showsValues;
    private readonly Dictionary<GraphNode, int> _ids = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<GraphNode> _later = new();

    private GraphJson(bool showsValues) => _showsValues = showsValues;

    public static JsonObject Of(GraphNode root, bool showsValues)
    {
        var json = new GraphJson(showsValues);
        json.NumberShared(root);
        var document = new JsonObject { ["root"] = json.Node(root, 0) };
        var deep = new JsonArray();
        while (json._later.TryDequeue(out var node))
            deep.Add(json.Body(node, 0));
        if (deep.Count > 0)
            document["deep"] = deep;
        return document;
    }

    private void NumberShared(GraphNode root)
    {
        var open = new Stack<GraphNode>([root]);
        while (open.TryPop(out var node))
        {
            if (node is GraphReference reference)
                IdOf(reference.To);
            foreach (var part in PartsOf(node))
                open.Push(part);
        }
    }

    private static IEnumerable<GraphNode> PartsOf(GraphNode node) => node switch
    {
        GraphObject { Content: { } content } value => value.Members.Select(member => member.Value).Prepend(content),
        GraphObject value => value.Members.Select(member => member.Value),
        GraphSequence sequence when !IsPlain(sequence) => sequence.Elements,
        GraphEntries entries => entries.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        _ => [],
    };

    private JsonNode? Node(GraphNode node, int depth)
    {
        if (node is GraphReference reference)
            return new JsonObject { ["ref"] = IdOf(reference.To) };
        if (depth < MaxDepth || node is GraphLeaf or GraphNull)
            return Body(node, depth);
        _later.Enqueue(node);
        return new JsonObject { ["ref"] = IdOf(node) };
    }

    private JsonObject? Body(GraphNode node, int depth)
    {
        if (node is GraphNull)
            return null;
        var json = new JsonObject();
        if (_ids.TryGetValue(node, out var id))
            json["id"] = id;
        json["type"] = node.TypeName;
        switch (node)
        {
            case GraphLeaf leaf:
                Leaf(leaf, json);
                break;
            case GraphObject value:
                if (value.Content is { } content)
                    json["content"] = Node(content, depth + 1);
                json["members"] = new JsonArray([.. value.Members.Select(member => Member(member, depth + 1))]);
                break;
            case GraphSequence sequence:
                Sequence(sequence, json, depth + 1);
                break;
            case GraphEntries { Entries: var entries }:
                json["count"] = entries.Count;
                json["entries"] = new JsonArray(
                    [.. entries.Select(entry => new JsonObject { ["key"] = Node(entry.Key, depth + 1), ["value"] = Node(entry.Value, depth + 1) })]);
                break;
        }

        return json;
    }

    // A list and not an object: a class may hide a field of its base under the same name.
    private JsonObject Member(GraphMember member, int depth) => new() { ["name"] = member.Name, ["value"] = Node(member.Value, depth) };

    private void Sequence(GraphSequence sequence, JsonObject json, int depth)
    {
        json["count"] = sequence.Elements.Count;
        if (sequence.Lengths.Count > 0)
            json["lengths"] = new JsonArray([.. sequence.Lengths.Select(length => JsonValue.Create(length))]);
        if (!IsPlain(sequence))
            json["elements"] = new JsonArray([.. sequence.Elements.Select(element => Node(element, depth))]);
        else if (_showsValues)
            json["values"] = new JsonArray([.. sequence.Elements.Cast<GraphLeaf>().Select(ValueOf)]);
    }

    private void Leaf(GraphLeaf leaf, JsonObject json)
    {
        if (_showsValues)
            json["value"] = ValueOf(leaf);
        else if (leaf.Value is string text)
            json["length"] = text.Length;
    }

    // Numbers and the like: their types are all the same, and their lengths too.
    private static bool IsPlain(GraphSequence sequence) => sequence.Elements is [GraphLeaf { Value: ValueType }, ..]
        && sequence.Elements.All(element => element is GraphLeaf leaf && leaf.TypeName == sequence.Elements[0].TypeName);

    private static JsonNode? ValueOf(GraphLeaf leaf) => leaf.EnumName is { } name ? JsonValue.Create(name) : leaf.Value switch
    {
        string text => JsonValue.Create(text),
        bool value => JsonValue.Create(value),
        byte or sbyte or short or ushort or int or uint or long or ulong or decimal => JsonValue.Create(Convert.ToDecimal(leaf.Value)),
        double number when double.IsFinite(number) => JsonValue.Create(number),
        float number when float.IsFinite(number) => JsonValue.Create(number),
        JsonElement { ValueKind: JsonValueKind.Undefined } => null,
        JsonElement element => JsonNode.Parse(element.GetRawText()),
        JsonNode element => element.DeepClone(),
        DateTime or DateTimeOffset or DateOnly or TimeOnly => JsonValue.Create(((IFormattable)leaf.Value).ToString("O", CultureInfo.InvariantCulture)),
        IFormattable value => JsonValue.Create(value.ToString(null, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(leaf.ToString().TrimEnd('\n')),
    };

    private int IdOf(GraphNode node)
    {
        if (!_ids.TryGetValue(node, out var id))
            _ids.Add(node, id = _ids.Count + 1);
        return id;
    }
}
