using System.Runtime.CompilerServices;
using Tidemark.Graph.Codecs;

namespace Tidemark.Graph.Wire;

/// <summary>What one encode needs besides the stack; reused by the next one on the thread.</summary>
internal sealed class WriteScratch
{
    private const int KeepAtMost = 1 << 20;

    public WriteScratch() : this(new IdentityTable(), [])
    {
    }

    /// <summary>For writing parts of a graph in the course of another walk.</summary>
    public WriteScratch(IdentityTable seen, List<Codec> types) => (Seen, Types) = (seen, types);

    public byte[] Buffer { get; private set; } = new byte[4096];

    public IdentityTable Seen { get; }

    public LaterQueue Later { get; } = new();

    public List<Codec> Types { get; }

    public ITypeScope Scope { get; set; } = null!;

    /// <summary>Whether what was written must be read once before anybody relies on it; see <see cref="GraphWriter.EndRebuilt"/>.</summary>
    public bool NeedsTrial { get; set; }

    /// <summary>Gets the hashed and sorted collections in the order in which a reader rebuilds them; null if nobody asks.</summary>
    public List<object>? Rebuilt { get; init; }

    public byte[] Grow(int used, int needed)
    {
        var size = Math.Max((long)Buffer.Length * 2, (long)used + needed);
        if (size > Array.MaxLength)
            throw new GraphException($"The graph takes more than {Array.MaxLength} bytes.");
        var larger = new byte[size];
        Buffer.AsSpan(0, used).CopyTo(larger);
        return Buffer = larger;
    }

    public void Reset()
    {
        Seen.TruncateTo(0);
        Later.TruncateTo(0);
        Types.Clear();
        NeedsTrial = false;
        Rebuilt?.Clear();
        if (Buffer.Length > KeepAtMost)
            Buffer = new byte[4096];
    }
}
