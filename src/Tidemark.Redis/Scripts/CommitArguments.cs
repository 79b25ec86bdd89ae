using System.Buffers.Binary;
using System.Text;
using StackExchange.Redis;

namespace Tidemark.Redis.Scripts;

/// <summary>Writes what a commit sends: its head, and an argument for each difference.</summary>
internal static class CommitArguments
{
    private const byte Whole = 0;
    private const byte Patched = 1;
    private const byte Removed = 2;
    private const byte PatchedInPlace = 3;
    private const int NameAt = 3;

    /// <summary>The head. A first token is drawn here: Redis has no source of randomness that is a secret.</summary>
    public static byte[] Head(CommitRequest request, long? now, HolderLife? holder)
    {
        var head = new ScriptHead(now, holder);
        head.Token(request.Token.IsNone ? LeaseToken.None.Next() : request.Token);
        head.Int32(Low(request.Base));
        head.Id(request.Id.Value);
        Write(ref head, request.Lifetime);
        if (request.Token.IsNone)
        {
            head.Flag(ScriptFlags.Creates);
            head.Id(request.Node.Value);
        }

        if (!request.User.IsNone)
        {
            head.Flag(ScriptFlags.OfUser);
            head.Bytes(request.User.Bytes);
        }

        head.Text(request.Purpose);
        if (request.TellsEnd)
            head.Flag(ScriptFlags.Tells);
        if (request.Then != AfterCommit.Keep)
            head.Flag(request.Then == AfterCommit.End ? ScriptFlags.Ends : ScriptFlags.Releases);
        return head.ToArray();
    }

    /// <summary>All arguments; the place of the head is left free.</summary>
    public static RedisValue[] Of(IReadOnlyList<Difference> differences)
    {
        var arguments = new RedisValue[differences.Count + 1];
        for (var i = 0; i < differences.Count; i++)
            arguments[i + 1] = Argument(differences[i]);
        return arguments;
    }

    // Most lifetimes are whole seconds, and each commit says what it is.
    private static void Write(ref ScriptHead head, Lifetime lifetime)
    {
        if (TrySeconds(lifetime.Idle, out var idle) && TrySeconds(lifetime.Absolute, out var absolute))
        {
            head.Flag(ScriptFlags.Seconds);
            head.Int32(idle);
            head.Int32(absolute);
            return;
        }

        head.Number(ScriptTime.Of(lifetime.Idle));
        head.Number(ScriptTime.Of(lifetime.Absolute));
    }

    private static bool TrySeconds(TimeSpan span, out int seconds)
    {
        var (whole, rest) = Math.DivRem(span.Ticks, TimeSpan.TicksPerSecond);
        seconds = unchecked((int)whole);
        return rest == 0 && whole <= int.MaxValue;
    }

    private static byte[] Argument(Difference difference) => difference switch
    {
        WholeValue whole => Argument(Whole, whole.Name, 0, whole.Value, out _),
        PatchedValue patched => Argument(patched),
        _ => Argument(Removed, difference.Name, 0, default, out _),
    };

    // A patch says on what it was made, and how long that was and will be, if it does not stay so long.
    private static byte[] Argument(PatchedValue patch)
    {
        var isInPlace = patch.LengthAfter == patch.LengthBefore;
        var bytes = isInPlace
            ? Argument(PatchedInPlace, patch.Name, 2 * sizeof(int), patch.Patch, out var room)
            : Argument(Patched, patch.Name, 3 * sizeof(int), patch.Patch, out room);
        var head = bytes.AsSpan(room);
        BinaryPrimitives.WriteInt32BigEndian(head, Low(patch.On));
        BinaryPrimitives.WriteInt32BigEndian(head[4..], patch.LengthBefore);
        if (!isInPlace)
            BinaryPrimitives.WriteInt32BigEndian(head[8..], patch.LengthAfter);
        return bytes;
    }

    private static byte[] Argument(byte kind, string name, int extra, ReadOnlyMemory<byte> content, out int room)
    {
        var nameLength = Encoding.UTF8.GetByteCount(name);
        room = NameAt + nameLength;
        var bytes = new byte[room + extra + content.Length];
        bytes[0] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(1), checked((ushort)nameLength));
        Encoding.UTF8.GetBytes(name, bytes.AsSpan(NameAt));
        content.Span.CopyTo(bytes.AsSpan(room + extra));
        return bytes;
    }

    // A session has only ever been at one version of which this is the last half.
    private static int Low(StateVersion version) => unchecked((int)version.Number);
}
