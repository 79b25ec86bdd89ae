using System.Collections;
using System.Runtime.InteropServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>How many bits, then the bytes that hold them; bits beyond the last are 0.</summary>
internal sealed class BitArrayCodec : ReferenceCodec<BitArray>
{
    public override void WriteBody(ref GraphWriter writer, object value)
    {
        var bits = (BitArray)value;
        writer.WriteVarint((uint)bits.Length);
        var bytes = CollectionsMarshal.AsBytes(bits);
        if (bytes.IsEmpty)
            return;
        writer.WriteBytes(bytes[..^1]);
        writer.WriteByte((byte)(bytes[^1] & LastMask(bits.Length)));
    }

    public override object ReadHead(ref GraphReader reader) => new BitArray(0);

    public override void ReadBody(ref GraphReader reader, object value)
    {
        var length = reader.ReadVarint();
        if (length > int.MaxValue)
            reader.Refuse("A BitArray is too long");
        var bytes = reader.ReadBytes((int)(((long)length + 7) / 8));
        if (bytes.Length > 0 && (bytes[^1] & ~LastMask((int)length)) != 0)
            reader.Refuse("A BitArray has bits beyond its last");
        var bits = (BitArray)value;
        bits.Length = (int)length;
        bytes.CopyTo(CollectionsMarshal.AsBytes(bits));
    }

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        var bits = (BitArray)value;
        if (!comparer.SameVarint((uint)bits.Length))
            return false;
        var bytes = CollectionsMarshal.AsBytes(bits);
        return bytes.IsEmpty || (comparer.SameBytes(bytes[..^1]) && comparer.SameByte((byte)(bytes[^1] & LastMask(bits.Length))));
    }

    private static byte LastMask(int length) => length % 8 == 0 ? (byte)0xFF : (byte)((1 << (length % 8)) - 1);
}
