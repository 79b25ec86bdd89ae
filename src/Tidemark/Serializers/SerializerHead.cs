using System.Text;

namespace Tidemark;

/// <summary>
/// What stands before the bytes of a serialiser, so that they are never taken for the graph engine's, nor for another serialiser's.
/// <code>
/// 0      0x4F, 'O' for other; the graph engine has its format version here, which is 1
/// 1      n, the length of the name: 1 to 32
/// 2..    the name, n bytes of ASCII; then what the serialiser wrote
/// </code>
/// </summary>
internal static class SerializerHead
{
    private const byte Mark = (byte)'O';

    public static byte[] Of(string name) => [Mark, (byte)name.Length, .. Encoding.ASCII.GetBytes(name)];

    /// <summary>Whether a serialiser wrote the bytes, and not the graph engine.</summary>
    public static bool IsOn(ReadOnlySpan<byte> bytes) => bytes is [Mark, ..];

    /// <summary>The name of whoever wrote the bytes; null if it is damaged.</summary>
    public static string? NameOn(ReadOnlySpan<byte> bytes) =>
        bytes is [Mark, > 0 and <= 32 and var length, .. var rest] && rest.Length >= length && !rest[..length].ContainsAnyExceptInRange((byte)'!', (byte)'~')
            ? Encoding.ASCII.GetString(rest[..length])
            : null;
}
