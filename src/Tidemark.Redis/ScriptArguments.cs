using System.Buffers.Binary;
using System.Text;
using StackExchange.Redis;

namespace Tidemark.Redis;

/// <summary>
/// Writes what a script is sent beside its head: of a swap the record, then an argument for each row and each signal; of a usual commit one for each
/// difference.
/// </summary>
internal static class ScriptArguments
{
    private const byte Base = 0;
    private const byte Patch = 1;
    private const byte Gone = 2;
    private const byte Signal = 3;

    /// <summary>All arguments; the place of the head is left free.</summary>
    /// <param name="change">The change.</param>
    /// <param name="record">The record, or its difference.</param>
    /// <param name="keys">The names of channels.</param>
    public static RedisValue[] Of(RecordChange change, ReadOnlyMemory<byte> record, RedisKeys keys)
    {
        var arguments = new RedisValue[2 + change.Rows.Count + change.Signals.Count];
        arguments[1] = record;
        for (var i = 0; i < change.Rows.Count; i++)
            arguments[2 + i] = Row(change.Rows[i]);
        for (var i = 0; i < change.Signals.Count; i++)
            arguments[2 + change.Rows.Count + i] = Signalled(change.Signals[i], keys);
        return arguments;
    }

    /// <summary>Of differences without removals; the place of the head is left free.</summary>
    public static RedisValue[] Of(IReadOnlyList<Difference> differences)
    {
        var arguments = new RedisValue[1 + differences.Count];
        for (var i = 0; i < differences.Count; i++)
            arguments[1 + i] = differences[i] is PatchedValue patch ? Patched(patch) : Whole((WholeValue)differences[i]);
        return arguments;
    }

    private static byte[] Whole(WholeValue whole)
    {
        var bytes = Argument(Base, whole.Name, whole.Value.Length, out var rest);
        whole.Value.Span.CopyTo(rest);
        return bytes;
    }

    private static byte[] Patched(PatchedValue patch)
    {
        var bytes = Argument(Patch, patch.Name, sizeof(long) + 2 * sizeof(int) + patch.Patch.Length, out var rest);
        BinaryPrimitives.WriteInt64BigEndian(rest, patch.On.Number);
        BinaryPrimitives.WriteInt32BigEndian(rest[sizeof(long)..], patch.LengthBefore);
        BinaryPrimitives.WriteInt32BigEndian(rest[(sizeof(long) + sizeof(int))..], patch.LengthAfter);
        patch.Patch.Span.CopyTo(rest[(sizeof(long) + 2 * sizeof(int))..]);
        return bytes;
    }

    // Of a patch, its version, and the one that it was made on, as they are kept.
    private static byte[] Row(in RowChange row)
    {
        var isPatch = row.Kind == RowChangeKind.Patch;
        var head = isPatch ? sizeof(short) + 2 * sizeof(long) : sizeof(short);
        var kind = isPatch ? Patch : row.Kind == RowChangeKind.Base ? Base : Gone;
        var bytes = Argument(kind, row.Name, head + row.Bytes.Length, out var rest);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)row.Number);
        if (isPatch)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest[sizeof(short)..], row.Version.Number);
            BinaryPrimitives.WriteInt64BigEndian(rest[(sizeof(short) + sizeof(long))..], row.On.Number);
        }

        row.Bytes.Span.CopyTo(rest[head..]);
        return bytes;
    }

    private static byte[] Signalled(in Outgoing outgoing, RedisKeys keys)
    {
        var message = PublishedSignal.Write(outgoing.Signal);
        var bytes = Argument(Signal, (string)keys.Channel(outgoing.To)!, message.Length, out var rest);
        message.CopyTo(rest);
        return bytes;
    }

    private static byte[] Argument(byte kind, string name, int length, out Span<byte> rest)
    {
        const int NameAt = 1 + sizeof(short);
        var nameLength = Encoding.UTF8.GetByteCount(name);
        var bytes = new byte[NameAt + nameLength + length];
        bytes[0] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(1), checked((ushort)nameLength));
        Encoding.UTF8.GetBytes(name, bytes.AsSpan(NameAt));
        rest = bytes.AsSpan(NameAt + nameLength);
        return bytes;
    }
}
