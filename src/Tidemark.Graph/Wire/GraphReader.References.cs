using Tidemark.Graph.Codecs;

namespace Tidemark.Graph.Wire;

internal ref partial struct GraphReader
{
    public object? ReadReference(Codec codec) => throw new NotImplementedException();
}
