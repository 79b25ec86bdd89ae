using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Stores;

/// <summary>
/// What a primary state is stored under: SHA-256 over the application's name and the session id, so that a dump of the store holds
/// no usable cookie.
/// </summary>
public readonly struct StateKey : IEquatable<StateKey>
{
    /// <summary>The length of a key, in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private readonly byte[]? _hash;

    private StateKey(byte[] hash) => _hash = hash;

    /// <summary>The key's bytes; empty for the default value.</summary>
    public ReadOnlySpan<byte> Bytes => _hash;

    /// <summary>Derives the key of a session of an application.</summary>
    /// <exception cref="ArgumentException"><paramref name="application"/> has half of a surrogate pair.</exception>
    public static StateKey From(string application, SessionId id)
    {
        ArgumentNullException.ThrowIfNull(application);
        WellFormed.Check(application, "An application's name");
        var nameLength = Encoding.UTF8.GetByteCount(application);
        Span<byte> input = stackalloc byte[nameLength <= 256 ? nameLength + 1 + SessionId.Size : 0];
        if (input.IsEmpty)
            input = new byte[nameLength + 1 + SessionId.Size];
        Encoding.UTF8.GetBytes(application, input);
        id.CopyTo(input[(nameLength + 1)..]);
        return new StateKey(SHA256.HashData(input));
    }

    /// <summary>Reads a key that a store kept.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not <see cref="Size"/> bytes long.</exception>
    public static StateKey FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new StateKey(bytes.ToArray())
        : throw new ArgumentException($"A state key is {Size} bytes, not {bytes.Length}.", nameof(bytes));

    /// <inheritdoc/>
    public bool Equals(StateKey other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StateKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash is null ? 0 : BitConverter.ToInt32(_hash);

    /// <summary>The first 8 hexadecimal digits: enough to tell log lines apart, too few to address a session.</summary>
    public override string ToString() => _hash is null ? "(none)" : Convert.ToHexStringLower(_hash, 0, 4);

    /// <summary>Whether two keys are the same.</summary>
    public static bool operator ==(StateKey left, StateKey right) => left.Equals(right);

    /// <summary>Whether two keys differ.</summary>
    public static bool operator !=(StateKey left, StateKey right) => !left.Equals(right);
}
