using System.Buffers.Binary;

namespace Tidemark.Stores;

/// <summary>
/// The form of a <see cref="UserList"/>. It heals: what makes no sense is passed over, since whoever counts looks whether the sessions are there.
/// </summary>
internal static class UserListCodec
{
    public const byte Format = 4;

    private const int HeadSize = 1 + RecordTag.Size + 3 * sizeof(long);
    private const int EntrySize = StateKey.Size + 2 * sizeof(long);

    public static byte[] Encode(UserList list)
    {
        var writer = new RecordWriter(Format, HeadSize + list.Sessions.Count * EntrySize + (list.Copy is null ? 0 : CopyStamp.Size));
        writer.Number(list.LastPlace);
        writer.Time(list.Until);
        writer.Time(list.Due);
        foreach (var (session, place, at) in list.Sessions)
        {
            writer.Bytes(session.Bytes);
            writer.Number(place);
            writer.Time(at);
        }

        writer.Stamp(list.Copy);
        return writer.Done();
    }

    public static UserList Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadSize || bytes[0] != Format)
            return UserList.Empty;
        var head = bytes[(1 + RecordTag.Size)..];
        var (last, until, due) = (Number(head, 0), Number(head, 1), Number(head, 2));
        var sessions = new List<ListedSession>();
        var rest = bytes[HeadSize..];
        for (; rest.Length >= EntrySize; rest = rest[EntrySize..])
        {
            var (place, at) = (Number(rest[StateKey.Size..], 0), Number(rest[StateKey.Size..], 1));
            if (UserList.IsPlace(place) && IsTime(at))
                sessions.Add(new ListedSession(StateKey.FromBytes(rest[..StateKey.Size]), place, RecordTime.Time(at)));
        }

        return new UserList(
            UserList.IsPlace(last) ? last : 0,
            IsTime(until) ? RecordTime.Time(until) : DateTimeOffset.MinValue,
            IsTime(due) ? RecordTime.Time(due) : DateTimeOffset.UnixEpoch,
            [.. sessions.OrderBy(session => session.Place)])
        {
            Copy = rest.Length == CopyStamp.Size ? new CopyStamp(Number(rest, 0), new ChangeMark(Number(rest, 1))) : null,
        };
    }

    private static bool IsTime(long time) => time is >= 0 and <= RecordTime.Forever;

    private static long Number(ReadOnlySpan<byte> bytes, int place) => BinaryPrimitives.ReadInt64BigEndian(bytes[(place * sizeof(long))..]);
}
