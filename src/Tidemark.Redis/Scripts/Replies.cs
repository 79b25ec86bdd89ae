using System.Buffers.Binary;
using StackExchange.Redis;

namespace Tidemark.Redis.Scripts;

/// <summary>Reads what scripts answer.</summary>
internal static class Replies
{
    public static LeaseToken Token(RedisResult part)
    {
        ReadOnlySpan<byte> bytes = (byte[])part!;
        return new LeaseToken(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[16..]));
    }

    public static NodeId Node(RedisResult part) => new(BinaryPrimitives.ReadUInt128BigEndian((byte[])part!));

    public static StateVersion Version(RedisResult part) => new((long)part);

    public static UserKey User(RedisResult part) => UserKey.FromBytes((byte[]?)part);

    /// <summary>Reads a session's state: version, creation, the time, idle and absolute time, last use, user, then the attributes.</summary>
    public static PrimaryState State(ReadOnlySpan<RedisResult> parts)
    {
        var now = ScriptTime.Time((long)parts[2]);
        var record = new PrimaryRecord(
            Version(parts[0]),
            ScriptTime.Time((long)parts[1]),
            new Lifetime(ScriptTime.Span((long)parts[3]), ScriptTime.Span((long)parts[4])),
            ScriptTime.Time((long)parts[5]),
            LeaseToken.None,
            null,
            LeaseQueue.Empty,
            []) { User = User(parts[6]) };
        var (changed, unchanged) = (new List<StoredAttribute>(), new List<string>());
        foreach (var part in parts[7..])
        {
            var attribute = (RedisResult[])part!;
            if (attribute.Length == 1)
                unchanged.Add((string)attribute[0]!);
            else
                changed.Add(Attribute(attribute));
        }

        return record.ToState(now, changed, unchanged);
    }

    // Name, version, the version of the base, the base if it is newer than what is known, and the newer patches.
    private static StoredAttribute Attribute(ReadOnlySpan<RedisResult> parts)
    {
        var start = (byte[]?)parts[3] is { } bytes ? new ChainStart(Version(parts[2]), bytes) : null;
        var patches = new StoredPatch[parts.Length - 4];
        for (var i = 0; i < patches.Length; i++)
            patches[i] = Patch((byte[])parts[i + 4]!);
        return new StoredAttribute((string)parts[0]!, Version(parts[1]), start, patches);
    }

    private static StoredPatch Patch(byte[] bytes) => new(
        new StateVersion(BinaryPrimitives.ReadInt64BigEndian(bytes)),
        new StateVersion(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(8))),
        bytes.AsMemory(16));
}
