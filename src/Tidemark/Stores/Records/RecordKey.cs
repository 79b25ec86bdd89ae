using System.Buffers.Binary;

namespace Tidemark.Stores;

/// <summary>What a record is kept under: of what kind it is, and the hash of what it belongs to.</summary>
public readonly struct RecordKey : IEquatable<RecordKey>
{
    /// <summary>The length of the hash, in bytes.</summary>
    public const int Size = StateKey.Size;

    private readonly StateKey _hash;

    private RecordKey(RecordKind kind, StateKey hash) => (Kind, _hash) = (kind, hash);

    /// <summary>Of what kind the record is.</summary>
    public RecordKind Kind { get; }

    /// <summary>The hash.</summary>
    public ReadOnlySpan<byte> Bytes => _hash.Bytes;

    /// <summary>The guard of this record among so many, at most 65,536: see <see cref="IRecordStore.Guards"/>.</summary>
    public RecordKey GuardAmong(int guards) => GuardOf(((Bytes[0] << 8) | Bytes[1]) % guards);

    /// <summary>The session, if it is one.</summary>
    internal StateKey Session => _hash;

    /// <summary>A guard, by its number from 0.</summary>
    public static RecordKey GuardOf(int number) => Numbered(RecordKind.Guard, number);

    /// <summary>Who follows a share of the primary's feed, by its number from 0.</summary>
    public static RecordKey FollowingOf(int share) => Numbered(RecordKind.Following, share);

    /// <summary>The key of a session's record.</summary>
    public static RecordKey Of(StateKey session) => new(RecordKind.Session, session);

    /// <summary>The key of the list of a user's sessions.</summary>
    public static RecordKey Of(UserKey user) => new(RecordKind.User, StateKey.FromBytes(user.Bytes));

    /// <summary>Reads a key that a store kept.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not <see cref="Size"/> bytes long.</exception>
    public static RecordKey FromBytes(RecordKind kind, ReadOnlySpan<byte> bytes) => new(kind, StateKey.FromBytes(bytes));

    /// <inheritdoc/>
    public bool Equals(RecordKey other) => Kind == other.Kind && _hash == other._hash;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RecordKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash.GetHashCode() + (int)Kind;

    /// <summary>The kind and the first 8 hexadecimal digits: enough to tell log lines apart, too few to address a session.</summary>
    public override string ToString() => $"{Kind} {_hash}";

    private static RecordKey Numbered(RecordKind kind, int number)
    {
        Span<byte> hash = stackalloc byte[Size];
        hash.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(hash, checked((ushort)number));
        return new RecordKey(kind, StateKey.FromBytes(hash));
    }

    /// <summary>Whether two keys are the same.</summary>
    public static bool operator ==(RecordKey left, RecordKey right) => left.Equals(right);

    /// <summary>Whether two keys differ.</summary>
    public static bool operator !=(RecordKey left, RecordKey right) => !left.Equals(right);
}

/// <summary>What records there are.</summary>
public enum RecordKind : byte
{
    /// <summary>A session, or what is left of it.</summary>
    Session,

    /// <summary>The list of a user's sessions.</summary>
    User,

    /// <summary>What the store is to a range of the others: see <see cref="StoreStanding"/>. It is no news to anybody.</summary>
    Guard,

    /// <summary>In a replica: who follows a share of the primary's feed, and how far: see <see cref="Stores.Following"/>. No news either.</summary>
    Following,
}
