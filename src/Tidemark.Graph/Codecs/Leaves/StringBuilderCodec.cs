using System.Runtime.InteropServices;
using System.Text;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>How many characters, then two bytes each. Capacities are not state.</summary>
internal sealed class StringBuilderCodec : ReferenceCodec<StringBuilder>
{
    public override void WriteBody(ref GraphWriter writer, object value)
    {
        var text = (StringBuilder)value;
        if (text.Length > Array.MaxLength / sizeof(char))
            throw new GraphException($"A StringBuilder of {text.Length} characters is too long.", "", text);
        writer.WriteVarint((uint)text.Length);
        foreach (var chunk in text.GetChunks())
            writer.WriteBytes(MemoryMarshal.AsBytes(chunk.Span));
    }

    public override object ReadHead(ref GraphReader reader) => new StringBuilder();

    public override void ReadBody(ref GraphReader reader, object value)
    {
        var length = reader.ReadCount(sizeof(char));
        ((StringBuilder)value).Append(MemoryMarshal.Cast<byte, char>(reader.ReadBytes(length * sizeof(char))));
    }

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        var text = (StringBuilder)value;
        if (!comparer.SameVarint((uint)text.Length))
            return false;
        foreach (var chunk in text.GetChunks())
        {
            if (!comparer.SameBytes(MemoryMarshal.AsBytes(chunk.Span)))
                return false;
        }

        return true;
    }
}
