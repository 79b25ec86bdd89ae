using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>One byte, 0 or 1, then the value if there is one.</summary>
internal sealed class NullableCodec<T>(Codec<T> value) : Codec<T?>, IContent where T : struct
{
    public override int MinSize => 1;

    public bool IsContent => IContent.Is(value);

    public override void Write(ref GraphWriter writer, in T? nullable)
    {
        writer.WriteByte(nullable.HasValue ? (byte)1 : (byte)0);
        if (nullable.HasValue)
            value.Write(ref writer, in Nullable.GetValueRefOrDefaultRef(in nullable));
    }

    public override T? Read(ref GraphReader reader)
    {
        switch (reader.ReadByte())
        {
            case 0:
                return null;
            case 1:
                return value.Read(ref reader);
            default:
                reader.Refuse("A nullable value is neither there nor missing");
                return null;
        }
    }

    public override bool Same(ref GraphComparer comparer, in T? nullable) => nullable.HasValue
        ? comparer.SameByte(1) && value.Same(ref comparer, in Nullable.GetValueRefOrDefaultRef(in nullable))
        : comparer.SameByte(0);
}
