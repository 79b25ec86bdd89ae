using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tidemark;

/// <summary>
/// Attributes as JSON documents, by System.Text.Json. State is what the serialiser sees of a type: mostly its public properties. References
/// and cycles are kept only if the options say so.
/// </summary>
public sealed class JsonAttributeSerializer : AttributeSerializer
{
    private readonly JsonSerializerOptions _options;
    private readonly JsonWriterOptions _writing;

    /// <summary>Starts with the given options, or with the defaults.</summary>
    /// <param name="options">
    /// Copied. With a <see cref="JsonSerializerOptions.TypeInfoResolver"/> from a source-generated context no reflection is used; without one
    /// there is reflection.
    /// </param>
    /// <param name="name">What its documents are marked with; default: <c>json</c>. Two with different options need two names.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is no name for a serialiser.</exception>
    public JsonAttributeSerializer(JsonSerializerOptions? options = null, string name = "json") : base(name)
    {
        _options = new JsonSerializerOptions(options ?? JsonSerializerOptions.Default);
        _options.MakeReadOnly(populateMissingResolver: true);
        _writing = new JsonWriterOptions
        {
            Encoder = _options.Encoder,
            Indented = _options.WriteIndented,
            IndentCharacter = _options.IndentCharacter,
            IndentSize = _options.IndentSize,
            NewLine = _options.NewLine,
            MaxDepth = _options.MaxDepth,
        };
    }

    /// <inheritdoc />
    public override void Serialize<T>(T value, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, _writing);
        JsonSerializer.Serialize(writer, value, TypeInfoOf<T>());
    }

    /// <inheritdoc />
    /// <exception cref="JsonException">The bytes are no document of such a value.</exception>
    /// <exception cref="NotSupportedException">The options do not know the type.</exception>
    public override T? Deserialize<T>(ReadOnlySpan<byte> bytes) where T : default => JsonSerializer.Deserialize(bytes, TypeInfoOf<T>());

    private JsonTypeInfo<T> TypeInfoOf<T>() => (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));
}
