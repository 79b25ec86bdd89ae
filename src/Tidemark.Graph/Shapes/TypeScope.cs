using Tidemark.Graph.Codecs;

namespace Tidemark.Graph;

/// <summary>The types that bytes of one root may name: those reachable from the root, those registered, and collections of these.</summary>
internal sealed class TypeScope
{
    /// <summary>The codec for an instance met in a slot of another type.</summary>
    /// <exception cref="GraphException">The type is not in scope.</exception>
    public Codec CodecOf(object value) => throw new NotImplementedException();

    public string NameOf(Codec codec) => throw new NotImplementedException();

    public bool TryResolve(string name, out Codec codec) => throw new NotImplementedException();
}
