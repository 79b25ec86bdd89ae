using System.Buffers.Binary;
using System.Text;
using StackExchange.Redis;

namespace Tidemark.Redis.Scripts;

/// <summary>Reads the one text that a script of records replies: docs/design/redis.md draws it.</summary>
internal static class RecordReplies
{
    private const int PatchHeadSize = 2 * sizeof(long);
    private const int RecordAt = ScriptHead.NonceSize + 1 + sizeof(long) + sizeof(int);

    // Beside the sort: the feed's key was named, and nobody follows.
    private const byte Unmarked = 128;

    /// <summary>Reads a reply, and what it says of the feed.</summary>
    /// <param name="verb">What was asked for, as it follows "could not".</param>
    /// <param name="reply">The reply.</param>
    /// <param name="newer">The rows that were asked for.</param>
    /// <param name="feed">Learns whether somebody follows.</param>
    /// <param name="isNamed">Whether the feed's key was named.</param>
    public static RecordReply Read(string verb, RedisResult reply, StateVersion? newer, FollowedFeed feed, bool isNamed = false)
    {
        var bytes = (byte[])reply!;
        ReadOnlyMemory<byte> rest = bytes.AsMemory(ScriptHead.NonceSize);
        var kind = (ReplyKind)(rest.Span[0] % Unmarked);
        if (isNamed && kind != ReplyKind.Loaded)
            feed.IsOn = rest.Span[0] < Unmarked;
        if (kind != ReplyKind.Swapped && bytes.Length > RecordAt && bytes[RecordAt] >= RedisScript.Marked)
        {
            // No decision knows of it.
            bytes[RecordAt] -= RedisScript.Marked;
            feed.IsOn = true;
        }

        var time = BinaryPrimitives.ReadInt64BigEndian(rest.Span[1..]);
        if (time is < 0 or >= RecordTime.Forever)
            throw RedisFailure.Foreign(verb);
        var now = RecordTime.Time(time);
        rest = rest[(1 + sizeof(long))..];
        if (kind == ReplyKind.Swapped)
            return new RecordReply(kind, now, default, [], newer);
        var record = Take(ref rest, TakeInt(ref rest));
        var rows = rest.IsEmpty ? [] : new List<StoredRow>();
        while (!rest.IsEmpty)
            rows.Add(TakeRow(ref rest, record.Span));
        return new RecordReply(kind, now, record, rows, newer);
    }

    // A base has the version that the record says; whoever puts chains together looks whether it is the right one.
    private static StoredRow TakeRow(ref ReadOnlyMemory<byte> rest, ReadOnlySpan<byte> record)
    {
        var name = Encoding.UTF8.GetString(Take(ref rest, TakeInt(ref rest)).Span);
        var (number, length) = (TakeInt(ref rest), TakeInt(ref rest));
        var value = Take(ref rest, TakeInt(ref rest));
        if (value.Length < length)
            return new StoredRow(name, number, default, default, default) { TooLong = length };
        if (number == 0)
            return new StoredRow(name, 0, StoredRow.AsRecorded, default, value);
        return value.Length < PatchHeadSize
            ? new StoredRow(name, number, default, default, default)
            : new StoredRow(name, number, Version(value.Span), Version(value.Span[sizeof(long)..]), value[PatchHeadSize..]);
    }

    private static StateVersion Version(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadInt64BigEndian(bytes));

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest, int length)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static int TakeInt(ref ReadOnlyMemory<byte> rest) => BinaryPrimitives.ReadInt32BigEndian(Take(ref rest, sizeof(int)).Span);
}
