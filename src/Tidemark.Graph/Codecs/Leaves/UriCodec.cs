using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>The original text, null for null; then 1 if it is absolute, 0 if relative.</summary>
internal sealed class UriCodec : Codec<Uri>, IContent
{
    public override int MinSize => 1;

    public bool IsContent => true;

    public override void Write(ref GraphWriter writer, in Uri value)
    {
        writer.WriteString(value?.OriginalString);
        if (value is null)
            return;
        Refused.UnlessOwn(value);
        writer.WriteByte(value.IsAbsoluteUri ? (byte)1 : (byte)0);
    }

    public override Uri Read(ref GraphReader reader)
    {
        if (reader.ReadString() is not { } text)
            return null!;
        var kind = reader.ReadByte();
        if (kind > 1 || !Uri.TryCreate(text, kind == 1 ? UriKind.Absolute : UriKind.Relative, out var uri))
            throw new GraphFormatException("A text is not the Uri it is said to be", reader.Position);
        return uri;
    }

    public override bool Same(ref GraphComparer comparer, in Uri value)
    {
        if (value is null)
            return comparer.SameString(null);
        Refused.UnlessOwn(value);
        return comparer.SameString(value.OriginalString) && comparer.SameByte(value.IsAbsoluteUri ? (byte)1 : (byte)0);
    }
}
