using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>A generic collection type and its codec, whose constructor takes the codecs of the slots inside.</summary>
/// <param name="Codec">The open type of the codec.</param>
/// <param name="Layout">How its bytes lie, for those who read them without the type.</param>
/// <param name="IsImmutable">Whether a collection of immutable elements is immutable.</param>
/// <param name="Usual">For a wrapper, the open types that it usually wraps, and that its bytes may therefore name.</param>
internal sealed record Family(Type Codec, Layout Layout, bool IsImmutable = false, params Type[] Usual);
