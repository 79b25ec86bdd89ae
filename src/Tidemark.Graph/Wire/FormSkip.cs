using Tidemark.Graph.Codecs;

namespace Tidemark.Graph.Wire;

internal static class FormSkip
{
    public static bool TrySkip(Codec codec, ReadOnlySpan<byte> bytes, CompareScratch scratch, ref int position)
    {
        if (!IContent.Is(codec) || (codec is Codecs.Objects.IMemberCodec && !codec.Type.IsValueType))
            return false;
        try
        {
            var reader = new GraphReader(bytes[position..], scratch.Reading, false);
            codec.ReadHead(ref reader);
            position += reader.Position;
            return true;
        }
        catch (GraphFormatException)
        {
            return false;
        }
    }
}
