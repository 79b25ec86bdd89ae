using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>0 for null, else how many of the four numbers there are (2 to 4), then these.</summary>
internal sealed class VersionCodec : Codec<Version>, IContent
{
    public override int MinSize => 1;

    public bool IsContent => true;

    public override void Write(ref GraphWriter writer, in Version value)
    {
        var parts = PartsOf(value);
        writer.WriteByte(parts);
        if (parts >= 2)
        {
            writer.WriteVarint((uint)value.Major);
            writer.WriteVarint((uint)value.Minor);
        }

        if (parts >= 3)
            writer.WriteVarint((uint)value.Build);
        if (parts == 4)
            writer.WriteVarint((uint)value.Revision);
    }

    public override Version Read(ref GraphReader reader)
    {
        switch (reader.ReadByte())
        {
            case 0:
                return null!;
            case 2:
                return new Version(ReadPart(ref reader), ReadPart(ref reader));
            case 3:
                return new Version(ReadPart(ref reader), ReadPart(ref reader), ReadPart(ref reader));
            case 4:
                return new Version(ReadPart(ref reader), ReadPart(ref reader), ReadPart(ref reader), ReadPart(ref reader));
            default:
                reader.Refuse("A Version has two to four parts");
                return null!;
        }
    }

    public override bool Same(ref GraphComparer comparer, in Version value)
    {
        var parts = PartsOf(value);
        return comparer.SameByte(parts)
            && (parts < 2 || (comparer.SameVarint((uint)value.Major) && comparer.SameVarint((uint)value.Minor)))
            && (parts < 3 || comparer.SameVarint((uint)value.Build))
            && (parts < 4 || comparer.SameVarint((uint)value.Revision));
    }

    private static byte PartsOf(Version? value) => value switch
    {
        null => 0,
        { Build: < 0 } => 2,
        { Revision: < 0 } => 3,
        _ => 4,
    };

    private static int ReadPart(ref GraphReader reader)
    {
        var part = reader.ReadVarint();
        if (part > int.MaxValue)
            reader.Refuse("A part of a Version is too large");
        return (int)part;
    }
}
