using System.Net;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>0 for null; 4, then 4 bytes; or 6, then 16 bytes and the scope id.</summary>
internal sealed class IPAddressCodec : Codec<IPAddress>, IContent
{
    private const int LongBytes = 16;

    public override int MinSize => 1;

    public bool IsContent => true;

    public override void Write(ref GraphWriter writer, in IPAddress value)
    {
        writer.WriteByte(FamilyOf(value));
        if (value is null)
            return;
        Span<byte> bytes = stackalloc byte[LongBytes];
        value.TryWriteBytes(bytes, out var count);
        writer.WriteBytes(bytes[..count]);
        if (count == LongBytes)
            writer.WriteFixed((uint)value.ScopeId);
    }

    public override IPAddress Read(ref GraphReader reader)
    {
        switch (reader.ReadByte())
        {
            case 0:
                return null!;
            case 4:
                return new IPAddress(reader.ReadBytes(4));
            case 6:
                return new IPAddress(reader.ReadBytes(LongBytes), reader.ReadFixed<uint>());
            default:
                reader.Refuse("An IP address is of neither family");
                return null!;
        }
    }

    public override bool Same(ref GraphComparer comparer, in IPAddress value)
    {
        if (!comparer.SameByte(FamilyOf(value)))
            return false;
        if (value is null)
            return true;
        Span<byte> bytes = stackalloc byte[LongBytes];
        value.TryWriteBytes(bytes, out var count);
        return comparer.SameBytes(bytes[..count]) && (count < LongBytes || comparer.SameFixed((uint)value.ScopeId));
    }

    private static byte FamilyOf(IPAddress? value)
    {
        if (value is null)
            return 0;
        Refused.UnlessOwn(value);
        return value.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? (byte)4 : (byte)6;
    }
}
