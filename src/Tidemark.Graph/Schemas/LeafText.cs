using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tidemark.Graph.Schemas;

/// <summary>A leaf of a tree in one line.</summary>
internal static class LeafText
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Its type and its value; of a string only that.</summary>
    public static string Of(GraphLeaf leaf) => leaf.Value is string text ? Quoted(text) : $"{Plain(leaf.TypeName)} {ValueOf(leaf)}".TrimEnd();

    /// <summary>Its type, and how long it is if its length varies.</summary>
    public static string Masked(GraphLeaf leaf) => LengthOf(leaf.Value) is { } length ? $"{Plain(leaf.TypeName)}({length})" : Plain(leaf.TypeName);

    private static int? LengthOf(object value) => value switch
    {
        string text => text.Length,
        StringBuilder text => text.Length,
        Uri uri => uri.OriginalString.Length,
        BitArray bits => bits.Count,
        JsonElement { ValueKind: not JsonValueKind.Undefined } json => JsonMarshal.GetRawUtf8Value(json).Length,
        _ => null,
    };

    private static string ValueOf(GraphLeaf leaf) => leaf.EnumName is { } name ? $"{name} ({ValueOf(leaf.Value)})" : ValueOf(leaf.Value);

    private static string ValueOf(object value) => value switch
    {
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
        JsonElement { ValueKind: JsonValueKind.Undefined } => "none",
        JsonElement json => Quoted(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(json))),
        JsonNode json => json.ToJsonString(),
        StringBuilder text => Quoted(text.ToString()),
        BitArray bits => string.Concat(bits.Cast<bool>().Select(bit => bit ? '1' : '0')),
        char character => Quoted(character.ToString()),
        Uri uri => Quoted(uri.OriginalString),
        TimeZoneInfo zone => zone.Id,
        Lock or DBNull => "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.GetType() == typeof(object) ? "" : value.ToString()!,
    };

    private static string Plain(string type) => type.Replace("System.", "", StringComparison.Ordinal);

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Readable);
}
