using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>One request's right to be the only one of its session on this node.</summary>
internal sealed class Turn(LocalQueue queue, StateKey key, string purpose, long since)
{
    public StateKey Key => key;

    public string Purpose => purpose;

    /// <summary>Since when, as a timestamp of the queue's clock.</summary>
    public long Since => since;

    /// <summary>Lets the next one in. Does nothing the second time.</summary>
    public void Leave() => queue.Leave(this);
}
