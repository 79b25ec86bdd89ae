using System.Buffers.Binary;
using System.Text;
using StackExchange.Redis;

namespace Tidemark.Redis.Scripts;

/// <summary>
/// Reads the one text in which a quick path answers, since a list of parts takes both sides longer: the number of the call, of what sort the answer is, and
/// what <c>commit-quick.lua</c>, <c>release-quick.lua</c> and <c>acquire-quick.lua</c> put together.
/// </summary>
internal static class QuickReply
{
    private const int ContentAt = ScriptHead.NonceSize + 1;

    public static bool Is(RedisResult reply) => reply.Resp2Type == ResultType.BulkString;

    /// <summary>The token and the version of a commit for which nobody waits, and that left the index right.</summary>
    public static CommitOutcome.Committed Committed(RedisResult reply)
    {
        var content = Content(reply);
        return new CommitOutcome.Committed(Replies.Token(content), new StateVersion(BinaryPrimitives.ReadInt64BigEndian(content[24..])), OthersWait: false);
    }

    /// <summary>Whether the session is late in the index.</summary>
    public static bool IsLate(RedisResult reply) => Content(reply)[0] == 1;

    /// <summary>The grant of a session of which only patches are newer than what the node knows.</summary>
    public static AcquireOutcome.Granted Granted(RedisResult reply)
    {
        ReadOnlyMemory<byte> rest = ((byte[])reply!).AsMemory(ContentAt + 1);
        var now = ScriptTime.Time(BinaryPrimitives.ReadInt64BigEndian(Take(ref rest, sizeof(long)).Span));
        var record = Take(ref rest, TakeShort(ref rest)).Span;
        var user = UserKey.FromBytes(Take(ref rest, TakeShort(ref rest)).ToArray());
        var names = Replies.Names(Take(ref rest, TakeInt(ref rest)).Span);
        var changed = new List<StoredAttribute>();
        while (!rest.IsEmpty)
            changed.Add(TakeAttribute(ref rest));
        return new AcquireOutcome.Granted(Replies.TokenOf(record), Replies.State(record, now, user, changed, names), OthersWait: false);
    }

    private static StoredAttribute TakeAttribute(ref ReadOnlyMemory<byte> rest)
    {
        var name = Encoding.UTF8.GetString(Take(ref rest, TakeShort(ref rest)).Span);
        var version = new StateVersion(BinaryPrimitives.ReadInt64BigEndian(Take(ref rest, sizeof(long)).Span));
        var patches = new StoredPatch[TakeShort(ref rest)];
        for (var i = 0; i < patches.Length; i++)
            patches[i] = Replies.Patch(Take(ref rest, TakeInt(ref rest)));
        return new StoredAttribute(name, version, null, patches);
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest, int length)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static int TakeShort(ref ReadOnlyMemory<byte> rest) => BinaryPrimitives.ReadUInt16BigEndian(Take(ref rest, sizeof(ushort)).Span);

    private static int TakeInt(ref ReadOnlyMemory<byte> rest) => BinaryPrimitives.ReadInt32BigEndian(Take(ref rest, sizeof(int)).Span);

    private static ReadOnlySpan<byte> Content(RedisResult reply) => ((byte[])reply!).AsSpan(ContentAt);
}
