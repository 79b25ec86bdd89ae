using System.Net;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>Address and port, both of which can be set, so an end point is an instance of its own.</summary>
internal sealed class IPEndPointCodec(IPAddressCodec address) : ReferenceCodec<IPEndPoint>
{
    public override void WriteBody(ref GraphWriter writer, object value)
    {
        var endPoint = (IPEndPoint)value;
        address.Write(ref writer, endPoint.Address);
        writer.WriteFixed((ushort)endPoint.Port);
    }

    public override object ReadHead(ref GraphReader reader) => new IPEndPoint(0, 0);

    public override void ReadBody(ref GraphReader reader, object value)
    {
        var endPoint = (IPEndPoint)value;
        if (address.Read(ref reader) is not { } read)
            throw new GraphFormatException("An IPEndPoint has no address", reader.Position);
        endPoint.Address = read;
        endPoint.Port = reader.ReadFixed<ushort>();
    }

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        var endPoint = (IPEndPoint)value;
        return address.Same(ref comparer, endPoint.Address) && comparer.SameFixed((ushort)endPoint.Port);
    }
}
