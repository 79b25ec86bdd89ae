using System.Buffers.Binary;

namespace Tidemark.Stores;

/// <summary>
/// The leases before the current one, as a value: at most <see cref="Remembered"/>. Remembered by stores that may forget what they have acknowledged, as at a
/// fail-over: versions are made anew then, and what a node knows is of this history only if it learnt it under a lease that is remembered and came so far.
/// </summary>
public sealed class PastLeases
{
    /// <summary>How many are remembered.</summary>
    public const int Remembered = 8;

    private const int VersionAt = 16;

    private readonly ReadOnlyMemory<byte> _bytes;

    internal PastLeases(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>None.</summary>
    public static PastLeases None { get; } = new(default);

    /// <summary>How many there are.</summary>
    public int Count => _bytes.Length / SessionLayout.LeaseSize;

    internal ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>The session's version at the end of a lease; null if that is not remembered.</summary>
    public StateVersion? Find(UInt128 lease)
    {
        for (var rest = _bytes.Span; !rest.IsEmpty; rest = rest[SessionLayout.LeaseSize..])
        {
            if (BinaryPrimitives.ReadUInt128BigEndian(rest) == lease)
                return new StateVersion(BinaryPrimitives.ReadInt64BigEndian(rest[VersionAt..]));
        }

        return null;
    }

    /// <summary>The leases after one more, which takes the place of the oldest: its counter says which that is, since each lease is remembered.</summary>
    public PastLeases Add(LeaseToken token, StateVersion at)
    {
        var isFull = Count == Remembered;
        var bytes = new byte[isFull ? _bytes.Length : _bytes.Length + SessionLayout.LeaseSize];
        _bytes.Span.CopyTo(bytes);
        var place = bytes.AsSpan((isFull ? (int)((token.Counter - 1) % Remembered) : Count) * SessionLayout.LeaseSize);
        BinaryPrimitives.WriteUInt128BigEndian(place, token.Lease);
        BinaryPrimitives.WriteInt64BigEndian(place[VersionAt..], at.Number);
        return new PastLeases(bytes);
    }
}
