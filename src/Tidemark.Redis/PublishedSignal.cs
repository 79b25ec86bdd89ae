using System.Buffers.Binary;
using System.Text;

namespace Tidemark.Redis;

/// <summary>
/// A signal as scripts publish it on a node's channel: R, the session's name and the token of the lease that is recalled; or F and the name of a session that
/// is free.
/// </summary>
internal static class PublishedSignal
{
    private const int NameEnd = 1 + RedisKeys.NameLength;
    private const int RecallLength = NameEnd + 24;

    /// <summary>The signal; null if it is none that this version knows.</summary>
    public static StoreSignal? Read(ReadOnlySpan<byte> message)
    {
        try
        {
            return message switch
            {
                [(byte)'R', ..] when message.Length == RecallLength =>
                    new StoreSignal.Recall(RedisKeys.ParseName(message[1..NameEnd]), Token(message[NameEnd..])),
                [(byte)'F', ..] when message.Length == NameEnd => new StoreSignal.Free(RedisKeys.ParseName(message[1..])),
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Writes a signal.</summary>
    public static byte[] Write(StoreSignal signal)
    {
        var message = new byte[signal is StoreSignal.Recall ? RecallLength : NameEnd];
        message[0] = (byte)(signal is StoreSignal.Recall ? 'R' : 'F');
        Encoding.ASCII.GetBytes(RedisKeys.NameOf(signal.Key.Bytes), message.AsSpan(1));
        if (signal is StoreSignal.Recall recall)
        {
            BinaryPrimitives.WriteUInt128BigEndian(message.AsSpan(NameEnd), recall.Token.Lease);
            BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(NameEnd + 16), recall.Token.Counter);
        }

        return message;
    }

    private static LeaseToken Token(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[16..]));
}
