using System.Globalization;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>
/// The name, null for null; then 1 if it is read-only, 0 if not. A culture whose formats were changed is refused: they are not in the name.
/// </summary>
internal sealed class CultureInfoCodec : Codec<CultureInfo>, IContent
{
    public override int MinSize => 1;

    public bool IsContent => true;

    public override void Write(ref GraphWriter writer, in CultureInfo value)
    {
        writer.WriteString(value?.Name);
        if (value is null)
            return;
        Demand(value);
        writer.WriteByte(value.IsReadOnly ? (byte)1 : (byte)0);
    }

    public override CultureInfo Read(ref GraphReader reader)
    {
        if (reader.ReadString() is not { } name)
            return null!;
        var isReadOnly = reader.ReadByte();
        if (isReadOnly > 1)
            reader.Refuse("A culture is neither read-only nor writable");
        try
        {
            return isReadOnly == 1 ? CultureInfo.GetCultureInfo(name) : new CultureInfo(name);
        }
        catch (ArgumentException cause)
        {
            throw new GraphFormatException("A culture is not known here", reader.Position, cause);
        }
    }

    public override bool Same(ref GraphComparer comparer, in CultureInfo value)
    {
        if (value is null)
            return comparer.SameString(null);
        Demand(value);
        return comparer.SameString(value.Name) && comparer.SameByte(value.IsReadOnly ? (byte)1 : (byte)0);
    }

    private static void Demand(CultureInfo value)
    {
        Refused.UnlessOwn(value);
        StockCulture.Demand(value);
    }
}
