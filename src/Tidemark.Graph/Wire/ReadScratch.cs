using Tidemark.Graph.Codecs;

namespace Tidemark.Graph.Wire;

/// <summary>What one decode needs besides the stack; reused by the next one on the thread.</summary>
internal sealed class ReadScratch
{
    public List<object> Seen { get; } = [];

    public LaterQueue Later { get; } = new();

    public List<Codec> Types { get; } = [];

    /// <summary>What can be done only when every body is read, such as hashing keys that are objects. Run in order.</summary>
    public List<Action> AtEnd { get; } = [];

    public HookQueue Hooks { get; } = new();

    /// <summary>How many hashed and sorted collections were read so far.</summary>
    public int Rebuilt { get; set; }

    /// <summary>Whether this is to show that elements are as many as they were by their own equality or order; else it is enough that they come back.</summary>
    public bool IsTrial { get; set; }

    public ITypeScope Scope { get; set; } = null!;

    public void Reset()
    {
        Seen.Clear();
        Later.TruncateTo(0);
        Types.Clear();
        AtEnd.Clear();
        Hooks.Clear();
        Rebuilt = 0;
        IsTrial = false;
    }
}
