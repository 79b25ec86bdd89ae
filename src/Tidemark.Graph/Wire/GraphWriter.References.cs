using Tidemark.Graph.Codecs;

namespace Tidemark.Graph.Wire;

internal ref partial struct GraphWriter
{
    public void WriteReference(Codec codec, object? value) => throw new NotImplementedException();
}
