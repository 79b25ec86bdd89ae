using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tidemark.Tool.Printing;

/// <summary>What a serialiser of the application wrote. Only JSON can be read without the application.</summary>
internal static class SerializedText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string[] LinesOf(string serializer, ReadOnlySpan<byte> bytes, bool showsValues)
    {
        var head = $"{Words.Count(bytes.Length, "byte")} of the serialiser '{serializer}'";
        if (!showsValues)
            return [head];
        return Parse(bytes, out var json)
            ? [head, .. (json?.ToJsonString(Indented) ?? "null").Split('\n')]
            : [$"{head}, which is not JSON: only the application can read it"];
    }

    /// <summary>Whether it is JSON.</summary>
    public static bool Parse(ReadOnlySpan<byte> bytes, out JsonNode? json)
    {
        json = null;
        try
        {
            json = JsonNode.Parse(Encoding.UTF8.GetString(bytes));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
