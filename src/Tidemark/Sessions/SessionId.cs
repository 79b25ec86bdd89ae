using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tidemark;

/// <summary>
/// The secret that a client holds to name its session: 256 bits from the system's secure random source. It never appears in logs,
/// messages or the store; <see cref="ToString"/> does not show it.
/// </summary>
public readonly struct SessionId : IEquatable<SessionId>
{
    /// <summary>The length of an id, in bytes.</summary>
    public const int Size = 32;

    /// <summary>The length of an id as text (base64url without padding), in characters.</summary>
    public const int TextLength = 43;

    private readonly Bits _bits;

    private SessionId(ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bits);

    /// <summary>Makes a new id.</summary>
    public static SessionId New()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        return new SessionId(bytes);
    }

    /// <summary>Reads an id from untrusted text: exactly 43 characters of the base64url alphabet, in canonical form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SessionId id) => TryParse(text.AsSpan(), out id);

    /// <summary>The same, of a part of a longer text.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out SessionId id)
    {
        id = default;
        if (text.Length != TextLength)
            return false;

        // The last character carries 4 bits and 2 that must be zero; a second spelling of one id would be a second id to compare.
        Span<byte> bytes = stackalloc byte[Size];
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Size)
            return false;
        Span<char> canonical = stackalloc char[TextLength];
        Base64Url.EncodeToChars(bytes, canonical);
        if (!canonical.SequenceEqual(text))
            return false;
        id = new SessionId(bytes);
        return true;
    }

    /// <summary>The text that goes into the client's cookie. Handle it as a password.</summary>
    public string Reveal() => Base64Url.EncodeToString(_bits);

    /// <summary>Copies the id's bytes. Handle them as a password.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <see cref="Size"/>.</exception>
    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_bits).CopyTo(destination);

    /// <summary>Compares in constant time.</summary>
    public bool Equals(SessionId other)
    {
        var own = MemoryMarshal.Cast<byte, ulong>(_bits);
        var its = MemoryMarshal.Cast<byte, ulong>(other._bits);
        return ((own[0] ^ its[0]) | (own[1] ^ its[1]) | (own[2] ^ its[2]) | (own[3] ^ its[3])) == 0;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SessionId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_bits);

    /// <summary>Never the id itself.</summary>
    public override string ToString() => "(session id)";

    /// <summary>Whether two ids are the same.</summary>
    public static bool operator ==(SessionId left, SessionId right) => left.Equals(right);

    /// <summary>Whether two ids differ.</summary>
    public static bool operator !=(SessionId left, SessionId right) => !left.Equals(right);

    [InlineArray(Size)]
    private struct Bits
    {
        private byte _first;
    }
}
