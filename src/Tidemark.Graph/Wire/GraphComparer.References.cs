using Tidemark.Graph.Codecs;

namespace Tidemark.Graph.Wire;

internal ref partial struct GraphComparer
{
    public bool SameReference(Codec codec, object? value) => throw new NotImplementedException();
}
