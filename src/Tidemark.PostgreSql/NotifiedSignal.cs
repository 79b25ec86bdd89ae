using System.Buffers.Binary;

namespace Tidemark.PostgreSql;

/// <summary>A signal as it is notified on a node's channel: in hexadecimal, the key, and of a recall the token of the lease after it.</summary>
internal static class NotifiedSignal
{
    private const int TokenSize = 24;

    public static string ChannelOf(NodeId node) => $"tidemark_{node}";

    public static string Write(StoreSignal signal)
    {
        Span<byte> bytes = stackalloc byte[StateKey.Size + TokenSize];
        signal.Key.Bytes.CopyTo(bytes);
        if (signal is not StoreSignal.Recall recall)
            return Convert.ToHexStringLower(bytes[..StateKey.Size]);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[StateKey.Size..], recall.Token.Lease);
        BinaryPrimitives.WriteInt64BigEndian(bytes[(StateKey.Size + 16)..], recall.Token.Counter);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>The signal; null if it is none that this version knows.</summary>
    public static StoreSignal? Read(string message)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromHexString(message);
        }
        catch (FormatException)
        {
            return null;
        }

        return bytes.Length switch
        {
            StateKey.Size => new StoreSignal.Free(StateKey.FromBytes(bytes)),
            StateKey.Size + TokenSize => new StoreSignal.Recall(
                StateKey.FromBytes(bytes.AsSpan(0, StateKey.Size)),
                new LeaseToken(
                    BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(StateKey.Size)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(StateKey.Size + 16)))),
            _ => null,
        };
    }
}
