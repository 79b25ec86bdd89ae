using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>
/// How many bytes of UTF-8 text, then the text, as the framework writes it. It keeps a value as it was parsed or as the number it was made of: it
/// is read back as parsed.
/// </summary>
internal sealed class JsonValueCodec : ReferenceCodec<JsonValue>
{
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _text;

    public override void WriteHead(ref GraphWriter writer, object value)
    {
        var text = TextOf((JsonValue)value);
        writer.WriteVarint((uint)text.Length);
        writer.WriteBytes(text);
    }

    public override object ReadHead(ref GraphReader reader)
    {
        var text = reader.ReadBytes(reader.ReadCount(1));
        try
        {
            var element = JsonElement.Parse(text);
            if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) && JsonValue.Create(element) is { } value)
                return value;
        }
        catch (Exception cause) when (cause is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new GraphFormatException("A JSON value is damaged", reader.Position, cause);
        }

        reader.Refuse("A JSON value is none");
        return null!;
    }

    public override bool SameHead(ref GraphComparer comparer, object value)
    {
        var text = TextOf((JsonValue)value);
        return comparer.SameVarint((uint)text.Length) && comparer.SameBytes(text);
    }

    public override void WriteBody(ref GraphWriter writer, object value)
    {
    }

    public override void ReadBody(ref GraphReader reader, object value)
    {
    }

    public override bool SameBody(ref GraphComparer comparer, object value) => true;

    private static ReadOnlySpan<byte> TextOf(JsonValue value)
    {
        try
        {
            if (value.GetValueKind() is not (JsonValueKind.Object or JsonValueKind.Array))
                return Write(value);
        }
        catch (ObjectDisposedException)
        {
            throw new GraphException("A JsonNode outlived its JsonDocument. Keep JsonNode.Parse(...) or DeepClone() instead.", "", value);
        }
        catch (Exception cause) when (cause is ArgumentException or NotSupportedException or InvalidOperationException or JsonException)
        {
            throw new GraphException($"A JsonValue holds what JSON has no text for ({cause.GetType().Name}). Keep a number, a text or a Boolean.", "", value);
        }

        throw new GraphException("A JsonValue holds an object of a class. Make a JsonNode of it by JsonSerializer.SerializeToNode, and keep that.", "", value);
    }

    private static ReadOnlySpan<byte> Write(JsonValue value)
    {
        _text ??= new ArrayBufferWriter<byte>();
        _text.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_text);
        _writer.Reset(_text);
        value.WriteTo(_writer);
        _writer.Flush();
        return _text.WrittenSpan;
    }
}
