using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Stores;

/// <summary>
/// What a user's sessions are listed under: a hash of the application's name and the user's id. Who has the store and can guess ids finds them in it,
/// unless the hash is keyed by a secret of the application: see <see cref="TidemarkOptions.UserIndexSecret"/>.
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

    /// <summary>Derives the key of a user of an application without a secret: by SHA-256.</summary>
    public static UserKey From(string application, string user) => From(application, user, []);

    /// <summary>Derives the key of a user of an application.</summary>
    /// <param name="application">The application's name.</param>
    /// <param name="user">The user's id.</param>
    /// <param name="secret">Keys the hash, which is HMAC-SHA-256 then; nothing for SHA-256.</param>
    /// <exception cref="ArgumentException">One of both names has half of a surrogate pair, or <paramref name="user"/> is empty.</exception>
    public static UserKey From(string application, string user, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(application);
        ArgumentException.ThrowIfNullOrEmpty(user);
        WellFormed.Check(application, "An application's name");
        WellFormed.Check(user, "A user id");

        // Each part is hashed by itself first: no two pairs run together to the same text.
        Span<byte> parts = stackalloc byte[2 * Size];
        SHA256.HashData(Encoding.UTF8.GetBytes(application), parts);
        SHA256.HashData(Encoding.UTF8.GetBytes(user), parts[Size..]);
        return new UserKey(secret.IsEmpty ? SHA256.HashData(parts) : HMACSHA256.HashData(secret, parts));
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
