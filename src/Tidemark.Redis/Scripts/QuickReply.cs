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

    /// <summary>The grant of a session of which nothing is newer than what the node knows.</summary>
    public static AcquireOutcome.Granted Granted(RedisResult reply)
    {
        var content = Content(reply)[1..];
        var now = ScriptTime.Time(BinaryPrimitives.ReadInt64BigEndian(content));
        content = content[sizeof(long)..];
        var record = TakeText(ref content);
        var user = UserKey.FromBytes(TakeText(ref content).ToArray());
        return new AcquireOutcome.Granted(Replies.TokenOf(record), Replies.State(record, now, user, [], Replies.Names(content)), OthersWait: false);
    }

    private static ReadOnlySpan<byte> Content(RedisResult reply) => ((byte[])reply!).AsSpan(ContentAt);

    private static ReadOnlySpan<byte> TakeText(scoped ref ReadOnlySpan<byte> content)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(content);
        var text = content.Slice(sizeof(ushort), length);
        content = content[(sizeof(ushort) + length)..];
        return text;
    }
}
