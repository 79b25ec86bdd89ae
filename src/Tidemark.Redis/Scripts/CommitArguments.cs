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
    private const int NameAt = 3;
    private const int PatchHeadSize = 16;

    /// <summary>The head. A first token is drawn here: Redis has no source of randomness that is a secret.</summary>
    public static byte[] Head(CommitRequest request, long? now, HolderLife? holder)
    {
        var head = new ScriptHead(now, holder);
        head.Token(request.Token.IsNone ? LeaseToken.None.Next() : request.Token);
        head.Number(request.Base.Number);
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

    private static byte[] Argument(Difference difference)
    {
        var (kind, content, extra) = difference switch
        {
            WholeValue whole => (Whole, whole.Value, 0),
            PatchedValue patched => (Patched, patched.Patch, PatchHeadSize),
            _ => (Removed, ReadOnlyMemory<byte>.Empty, 0),
        };
        var nameLength = Encoding.UTF8.GetByteCount(difference.Name);
        var bytes = new byte[NameAt + nameLength + extra + content.Length];
        bytes[0] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(1), checked((ushort)nameLength));
        Encoding.UTF8.GetBytes(difference.Name, bytes.AsSpan(NameAt));
        if (difference is PatchedValue patch)
            WritePatchHead(patch, bytes.AsSpan(NameAt + nameLength));
        content.Span.CopyTo(bytes.AsSpan(NameAt + nameLength + extra));
        return bytes;
    }

    private static void WritePatchHead(PatchedValue patch, Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes, patch.On.Number);
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], patch.LengthBefore);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], patch.LengthAfter);
    }
}
