namespace Tidemark.Graph.Codecs;

/// <summary>
/// A codec whose values are complete once read and equal if their bytes are: they can be hashed while the graph around them is still
/// being read, and looked up from bytes.
/// </summary>
internal interface IContent
{
    bool IsContent { get; }

    /// <summary>Whether a codec is of that sort. Ask when walking, not when building: the parts of a codec may not be built yet.</summary>
    static bool Is(Codec codec) => codec is IContent { IsContent: true };
}
