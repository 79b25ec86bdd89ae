using System.Buffers;
using System.Numerics;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>How many bytes, then the shortest two's complement, little-endian.</summary>
internal sealed class BigIntegerCodec : Codec<BigInteger>, IContent
{
    private const int OnStack = 256;

    public override int MinSize => 2;

    public bool IsContent => true;

    public override void Write(ref GraphWriter writer, in BigInteger value)
    {
        var count = value.GetByteCount();
        writer.WriteVarint((uint)count);
        value.TryWriteBytes(writer.Reserve(count), out _);
    }

    public override BigInteger Read(ref GraphReader reader)
    {
        var count = reader.ReadVarint();
        if (count > Array.MaxLength)
            reader.Refuse("A BigInteger is too long");
        return new BigInteger(reader.ReadBytes((int)count));
    }

    public override bool Same(ref GraphComparer comparer, in BigInteger value)
    {
        var count = value.GetByteCount();
        if (!comparer.SameVarint((uint)count))
            return false;
        if (count <= OnStack)
            return SameBytes(ref comparer, in value, stackalloc byte[count]);
        var rented = ArrayPool<byte>.Shared.Rent(count);
        var same = SameBytes(ref comparer, in value, rented.AsSpan(0, count));
        ArrayPool<byte>.Shared.Return(rented);
        return same;
    }

    private static bool SameBytes(ref GraphComparer comparer, in BigInteger value, scoped Span<byte> buffer)
    {
        value.TryWriteBytes(buffer, out _);
        return comparer.SameBytes(buffer);
    }
}
