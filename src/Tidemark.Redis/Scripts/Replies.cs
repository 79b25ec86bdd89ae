using System.Buffers.Binary;
using System.Text;
using StackExchange.Redis;

namespace Tidemark.Redis.Scripts;

/// <summary>Reads what scripts answer.</summary>
internal static class Replies
{
    // Where a record has its token: docs/design/redis.md draws it.
    private const int TokenAt = 58;

    public static LeaseToken Token(RedisResult part) => Token((byte[])part!);

    public static LeaseToken Token(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[16..]));

    /// <summary>The token of a record.</summary>
    public static LeaseToken TokenOf(ReadOnlySpan<byte> record) => Token(record[TokenAt..]);

    public static NodeId Node(RedisResult part) => new(BinaryPrimitives.ReadUInt128BigEndian((byte[])part!));

    public static StateVersion Version(RedisResult part) => new((long)part);

    public static UserKey User(RedisResult part) => UserKey.FromBytes((byte[]?)part);

    /// <summary>Reads a session's state: its record, the time, its user, the names of all attributes, then the newer attributes.</summary>
    public static PrimaryState State(ReadOnlySpan<RedisResult> parts)
    {
        var changed = new StoredAttribute[parts.Length - 4];
        for (var i = 0; i < changed.Length; i++)
            changed[i] = Attribute((RedisResult[])parts[i + 4]!);
        return State((byte[])parts[0]!, ScriptTime.Time((long)parts[1]), User(parts[2]), changed, Names((byte[])parts[3]!));
    }

    /// <summary>Puts a session's state together.</summary>
    /// <param name="bytes">Its record.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="user">Whose it is.</param>
    /// <param name="changed">The attributes that are newer than what is known.</param>
    /// <param name="names">The names of all.</param>
    public static PrimaryState State(ReadOnlySpan<byte> bytes, DateTimeOffset now, UserKey user, IReadOnlyList<StoredAttribute> changed, List<string> names)
    {
        var record = new PrimaryRecord(
            new StateVersion(Number(bytes, 2)),
            ScriptTime.Time(Number(bytes, 10)),
            new Lifetime(ScriptTime.Span(Number(bytes, 18)), ScriptTime.Span(Number(bytes, 26))),
            ScriptTime.Time(Number(bytes, 34)),
            LeaseToken.None,
            null,
            LeaseQueue.Empty,
            []) { User = user };
        foreach (var attribute in changed)
            names.Remove(attribute.Name);
        return record.ToState(now, changed, names);
    }

    /// <summary>Names, each after its length.</summary>
    public static List<string> Names(ReadOnlySpan<byte> bytes)
    {
        var names = new List<string>();
        while (!bytes.IsEmpty)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes);
            names.Add(Encoding.UTF8.GetString(bytes.Slice(2, length)));
            bytes = bytes[(2 + length)..];
        }

        return names;
    }

    /// <summary>A patch as it is stored: its version, the one it was made on, and what it says.</summary>
    public static StoredPatch Patch(ReadOnlyMemory<byte> stored) => new(
        new StateVersion(Number(stored.Span, 0)), new StateVersion(Number(stored.Span, sizeof(long))), stored[(2 * sizeof(long))..]);

    /// <summary>Reads an answer that holds what is stored.</summary>
    /// <exception cref="UnreadableStateException">What is stored is damaged.</exception>
    public static TOutcome Read<TAnswer, TOutcome>(string verb, TAnswer answer, Func<TAnswer, TOutcome> read)
    {
        try
        {
            return read(answer);
        }
        catch (Exception malformed) when (RedisFailure.IsMalformed(malformed))
        {
            throw RedisFailure.Damaged(verb, malformed);
        }
    }

    // Name, version, and only the length of what is too long; or the version of the base, the base if it is newer than what is known, and the newer patches.
    private static StoredAttribute Attribute(ReadOnlySpan<RedisResult> parts)
    {
        if (parts.Length == 3)
            return ValueLimit.TooLong((string)parts[0]!, Version(parts[1]), (long)parts[2]);
        var start = (byte[]?)parts[3] is { } bytes ? new ChainStart(Version(parts[2]), bytes) : null;
        var patches = new StoredPatch[parts.Length - 4];
        for (var i = 0; i < patches.Length; i++)
            patches[i] = Patch((byte[])parts[i + 4]!);
        return new StoredAttribute((string)parts[0]!, Version(parts[1]), start, patches);
    }

    private static long Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64BigEndian(bytes[at..]);
}
