using Tidemark.Graph.Codecs;
using Tidemark.Graph.Compare;

namespace Tidemark.Graph.Wire;

/// <summary>What one compare needs besides the stack; reused by the next one on the thread.</summary>
internal sealed class CompareScratch
{
    public IdentityTable Seen { get; } = new();

    public LaterQueue Later { get; } = new();

    public List<Codec> Types { get; } = [];

    public GraphPath Path { get; } = new();

    /// <summary>For what must be decoded to be compared, such as keys of a dictionary that is in another order.</summary>
    public ReadScratch Reading { get; } = new();

    public ITypeScope Scope { get; set; } = null!;

    public void Reset()
    {
        Seen.TruncateTo(0);
        Later.TruncateTo(0);
        Types.Clear();
        Path.Clear();
    }
}
