using Tidemark.Graph.Codecs;

namespace Tidemark.Graph.Wire;

internal ref partial struct GraphComparer
{
    /// <summary>
    /// Decodes the value ahead without moving. Only for values that hold no references to instances; false if the bytes are damaged.
    /// </summary>
    public readonly bool TryPeek<T>(Codec<T> codec, out T value)
    {
        try
        {
            var reader = ReaderHere(_scratch.Reading);
            value = codec.Read(ref reader);
            return true;
        }
        catch (GraphFormatException)
        {
            value = default!;
            return false;
        }
    }
}
