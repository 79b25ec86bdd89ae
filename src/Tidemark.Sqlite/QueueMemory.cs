using System.Buffers.Binary;
using System.Text;

namespace Tidemark.Sqlite;

/// <summary>
/// The column <c>waiters</c>, null when nobody waits: until when a free lease is kept for the first (8 bytes), then per waiter its node (16),
/// when it is forgotten (8), the length of its purpose (4) and the purpose as UTF-8. Times are ticks; all big-endian.
/// </summary>
internal static class QueueMemory
{
    private const int HeadSize = 8;
    private const int EntrySize = 28;

    public static LeaseQueue Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadSize)
            throw Damaged();
        var waiters = new List<LeaseWaiter>();
        for (var rest = bytes[HeadSize..]; rest.Length > 0;)
        {
            if (waiters.Count == LeaseQueue.MaxWaiters || rest.Length < EntrySize)
                throw Damaged();
            var length = BinaryPrimitives.ReadInt32BigEndian(rest[24..]);
            if (length < 0 || length > rest.Length - EntrySize)
                throw Damaged();
            waiters.Add(new LeaseWaiter(
                new NodeId(BinaryPrimitives.ReadUInt128BigEndian(rest)), Time(rest[16..]), Encoding.UTF8.GetString(rest.Slice(EntrySize, length))));
            rest = rest[(EntrySize + length)..];
        }

        return new LeaseQueue(waiters, Time(bytes));
    }

    public static byte[] Encode(LeaseQueue queue)
    {
        var bytes = new byte[HeadSize + queue.Waiters.Sum(waiter => EntrySize + Encoding.UTF8.GetByteCount(waiter.Purpose))];
        BinaryPrimitives.WriteInt64BigEndian(bytes, queue.ReservedUntil.UtcTicks);
        var rest = bytes.AsSpan(HeadSize);
        foreach (var waiter in queue.Waiters)
        {
            BinaryPrimitives.WriteUInt128BigEndian(rest, waiter.Node.Value);
            BinaryPrimitives.WriteInt64BigEndian(rest[16..], waiter.Until.UtcTicks);
            var length = Encoding.UTF8.GetBytes(waiter.Purpose, rest[EntrySize..]);
            BinaryPrimitives.WriteInt32BigEndian(rest[24..], length);
            rest = rest[(EntrySize + length)..];
        }

        return bytes;
    }

    private static DateTimeOffset Time(ReadOnlySpan<byte> bytes) => PreparedStatement.TimeOf(BinaryPrimitives.ReadInt64BigEndian(bytes)) ?? throw Damaged();

    private static DamagedRowException Damaged() => new("waiters");
}
