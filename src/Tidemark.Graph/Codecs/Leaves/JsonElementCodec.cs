using System.Runtime.InteropServices;
using System.Text.Json;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>
/// 0 for none, else how many bytes of UTF-8 text plus one, then the text as it was parsed: spaces and the order of members are state.
/// </summary>
internal sealed class JsonElementCodec : Codec<JsonElement>
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 1000,
    };

    public override int MinSize => 1;

    public override void Write(ref GraphWriter writer, in JsonElement value)
    {
        var text = TextOf(in value);
        writer.WriteVarint(text.IsEmpty ? 0 : (uint)text.Length + 1);
        writer.WriteBytes(text);
    }

    public override JsonElement Read(ref GraphReader reader)
    {
        var head = reader.ReadVarint();
        if (head == 0)
            return default;
        if (head > Array.MaxLength)
            reader.Refuse("A JSON text is too long");
        try
        {
            return JsonElement.Parse(reader.ReadBytes((int)head - 1), Lenient);
        }
        catch (Exception cause) when (cause is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new GraphFormatException("A JSON text is damaged", reader.Position, cause);
        }
    }

    public override bool Same(ref GraphComparer comparer, in JsonElement value)
    {
        var text = TextOf(in value);
        return text.IsEmpty ? comparer.SameVarint(0) : comparer.SameVarint((uint)text.Length + 1) && comparer.SameBytes(text);
    }

    private static ReadOnlySpan<byte> TextOf(in JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.Undefined ? default : JsonMarshal.GetRawUtf8Value(value);
        }
        catch (ObjectDisposedException)
        {
            throw new GraphException("A JsonElement outlived its JsonDocument. Keep JsonElement.Clone() instead.", "", value);
        }
    }
}
