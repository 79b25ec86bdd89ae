using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tidemark.Bench.Models;

namespace Tidemark.Bench.Verbs;

/// <summary>System.Text.Json with its source generator, the fastest way it has.</summary>
[JsonSerializable(typeof(Cart))]
public sealed partial class CartJson : JsonSerializerContext
{
    public static byte[] Write(Cart cart) => JsonSerializer.SerializeToUtf8Bytes(cart, Default.Cart);

    public static void Write(Cart cart, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, cart, Default.Cart);
    }

    public static Cart Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, Default.Cart)!;
}
