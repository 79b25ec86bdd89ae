using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tidemark.Tool.Printing;

/// <summary>JSON as all commands write it: one document a line.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // For terminals and files, never for a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 512,
    };

    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Options);
}
