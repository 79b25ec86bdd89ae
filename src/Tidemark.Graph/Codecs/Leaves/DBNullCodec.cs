using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>1, or 0 for null.</summary>
internal sealed class DBNullCodec : Codec<DBNull>, IContent
{
    public override int MinSize => 1;

    public bool IsContent => true;

    public override void Write(ref GraphWriter writer, in DBNull value) => writer.WriteByte(value is null ? (byte)0 : (byte)1);

    public override DBNull Read(ref GraphReader reader)
    {
        var isThere = reader.ReadByte();
        if (isThere > 1)
            reader.Refuse("DBNull is neither there nor null");
        return isThere == 1 ? DBNull.Value : null!;
    }

    public override bool Same(ref GraphComparer comparer, in DBNull value) => comparer.SameByte(value is null ? (byte)0 : (byte)1);
}
