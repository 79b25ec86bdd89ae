using System.Text.Json.Nodes;
using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>How many, then the elements, each a slot of <see cref="JsonNode"/>.</summary>
internal sealed class JsonArrayCodec(Codec<JsonNode?> element) : ReferenceCodec<JsonArray>
{
    private readonly IElements<JsonNode?> _elements = Elements.Of(element);

    public override object ReadHead(ref GraphReader reader) => new JsonArray();

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        JsonDepth.Demand((JsonNode)value);
        using var live = ElementsOf((JsonArray)value);
        writer.WriteVarint((uint)live.Items.Length);
        _elements.Write(ref writer, live.Items);
    }

    public override void ReadBody(ref GraphReader reader, object value)
    {
        var array = (JsonArray)value;
        JsonDepth.Demand(array, in reader);
        var elements = _elements.ReadArray(ref reader, reader.ReadCount(_elements.MinSize));
        Filling.Fill(ref reader, array, elements, now: true, AddAll, hashes: false);
    }

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        using var live = ElementsOf((JsonArray)value);
        return Resizing.Same(ref comparer, element, _elements, live.Items);
    }

    private static void AddAll(JsonArray array, JsonNode?[] elements)
    {
        foreach (var element in elements)
            array.Add(element);
    }

    private static Snapshot<JsonNode?> ElementsOf(JsonArray array)
    {
        var snapshot = Snapshot<JsonNode?>.Rent(CountOf(array), out var room);
        for (var i = 0; i < snapshot.Items.Length; i++)
            room[i] = array[i];
        return snapshot;
    }

    // A parsed array looks at its elements when it is first asked about them, which may be here.
    private static int CountOf(JsonArray live)
    {
        try
        {
            return live.Count;
        }
        catch (ObjectDisposedException)
        {
            throw new GraphException("A JsonArray outlived its JsonDocument. Keep JsonNode.Parse(...) or DeepClone() instead.", "", live);
        }
    }
}
