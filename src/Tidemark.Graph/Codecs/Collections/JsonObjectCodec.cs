using System.Text.Json.Nodes;
using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Whether names ignore case, then the members in their order, each value a slot of <see cref="JsonNode"/>.</summary>
internal sealed class JsonObjectCodec(Codec<string> key, Codec<JsonNode?> value) : EntriesCodec<JsonObject, string, JsonNode?>(key, value)
{
    private const byte IgnoresCase = 2;

    protected override bool IsOrdered => true;

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        JsonDepth.Demand((JsonNode)value);
        base.WriteBody(ref writer, value);
    }

    public override void ReadBody(ref GraphReader reader, object value)
    {
        JsonDepth.Demand((JsonNode)value, in reader);
        base.ReadBody(ref reader, value);
    }

    protected override byte ComparerOf(JsonObject dictionary) =>
        dictionary.Options is { PropertyNameCaseInsensitive: true } ? IgnoresCase : StringComparers.Default;

    protected override JsonObject Create(ref GraphReader reader)
    {
        var code = reader.ReadByte();
        if (code is not (StringComparers.Default or IgnoresCase))
            reader.Refuse("A JsonObject has a comparer that it cannot have");
        return code == IgnoresCase ? new JsonObject(new JsonNodeOptions { PropertyNameCaseInsensitive = true }) : [];
    }

    protected override void Construct(ref GraphReader reader, JsonObject dictionary) =>
        throw new NotSupportedException("No class derives from JsonObject.");

    protected override Snapshot<KeyValuePair<string, JsonNode?>> EntriesOf(JsonObject dictionary)
    {
        var snapshot = Snapshot<KeyValuePair<string, JsonNode?>>.Rent(CountOf(dictionary), out var room);
        for (var i = 0; i < snapshot.Items.Length; i++)
            room[i] = dictionary.GetAt(i);
        return snapshot;
    }

    protected override void Add(JsonObject dictionary, string key, JsonNode? value) => dictionary.Add(key, value);

    // A parsed object looks at its members when it is first asked about them, which may be here.
    private static int CountOf(JsonObject live)
    {
        try
        {
            return live.Count;
        }
        catch (ArgumentException)
        {
            throw new GraphException(
                "A JsonObject was parsed from a text that has a property name twice, of which it can give none. Keep a JsonElement of the text, "
                + "or refuse such a text at once: parse it with JsonDocumentOptions { AllowDuplicateProperties = false }.", "", live);
        }
        catch (ObjectDisposedException)
        {
            throw new GraphException("A JsonObject outlived its JsonDocument. Keep JsonNode.Parse(...) or DeepClone() instead.", "", live);
        }
    }
}
