using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs;

/// <summary>
/// A codec of a collection that users derive classes from. Head and body accept instances of such a class; this replaces
/// <c>ReadHead</c>.
/// </summary>
internal interface IInPlaceCodec
{
    /// <summary>Reads the head, and runs the collection's own constructor on an instance that was allocated without one.</summary>
    void ConstructInPlace(ref GraphReader reader, object instance);
}
