using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Stores;

/// <summary>
/// What a user's sessions are listed under: SHA-256 over the application's name and the user's id, so that a dump of the store names nobody.
/// </summary>
public readonly struct UserKey : IEquatable<UserKey>
{
    /// <summary>The length of a key, in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private readonly byte[]? _hash;

    private UserKey(byte[] hash) => _hash = hash;

    /// <summary>Nobody: the session belongs to no user.</summary>
    public static UserKey None => default;

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => _hash is null;

    /// <summary>The key's bytes; empty for <see cref="None"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _hash;

    /// <summary>Derives the key of a user of an application.</summary>
    /// <exception cref="ArgumentException">One of both has half of a surrogate pair, or <paramref name="user"/> is empty.</exception>
    public static UserKey From(string application, string user)
    {
        ArgumentNullException.ThrowIfNull(application);
        ArgumentException.ThrowIfNullOrEmpty(user);
        WellFormed.Check(application, "An application's name");
        WellFormed.Check(user, "A user id");

        // Each part is hashed by itself first: no two pairs run together to the same text.
        Span<byte> parts = stackalloc byte[2 * Size];
        SHA256.HashData(Encoding.UTF8.GetBytes(application), parts);
        SHA256.HashData(Encoding.UTF8.GetBytes(user), parts[Size..]);
        return new UserKey(SHA256.HashData(parts));
    }

    /// <summary>Reads a key that a store kept; none of no bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is neither empty nor <see cref="Size"/> bytes long.</exception>
    public static UserKey FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        0 => None,
        Size => new UserKey(bytes.ToArray()),
        _ => throw new ArgumentException($"A user key is {Size} bytes, not {bytes.Length}.", nameof(bytes)),
    };

    /// <inheritdoc/>
    public bool Equals(UserKey other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UserKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash is null ? 0 : BitConverter.ToInt32(_hash);

    /// <summary>The first 8 hexadecimal digits: enough to tell log lines apart.</summary>
    public override string ToString() => _hash is null ? "(nobody)" : Convert.ToHexStringLower(_hash, 0, 4);

    /// <summary>Whether two keys are the same.</summary>
    public static bool operator ==(UserKey left, UserKey right) => left.Equals(right);

    /// <summary>Whether two keys differ.</summary>
    public static bool operator !=(UserKey left, UserKey right) => !left.Equals(right);
}
