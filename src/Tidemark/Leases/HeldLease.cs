using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>A lease that this node was granted, and what became of it. The gate of its <see cref="LocalSession"/> guards what changes.</summary>
/// <param name="token">Its fence.</param>
/// <param name="life">Which unbroken life of the node it belongs to; see <see cref="Heartbeat.Life"/>.</param>
/// <param name="since">Since when, as a timestamp of the node's clock.</param>
internal sealed class HeldLease(LeaseToken token, long life, long since)
{
    private volatile LeaseEnd _end;

    public LeaseToken Token { get; private set; } = token;

    public long Life { get; private set; } = life;

    public long Since => since;

    public LeaseEnd End => _end;

    /// <summary>The store granted it anew, and nobody else had it in between.</summary>
    public void Renew(LeaseToken token, long life) => (Token, Life) = (token, life);

    /// <summary>Whether it was overtaken by another lease that the store granted this node, and may have gone to another node since.</summary>
    public bool IsDoubted => Life == 0;

    /// <summary>Whether it is still held is for the store to say.</summary>
    public void Doubt() => Life = 0;

    public void Finish(LeaseEnd end) => _end = end;
}

/// <summary>How a lease ended.</summary>
internal enum LeaseEnd
{
    /// <summary>It is held.</summary>
    None,

    /// <summary>This node gave it back of its own free will: a request that wants more may ask for the lease again.</summary>
    GivenBack,

    /// <summary>Another node had the session since: what a request did under the lease does not count.</summary>
    Lost,

    /// <summary>The session is over.</summary>
    Over,

    /// <summary>A request of this node ended the session, or gave it a new id: those inside may look at what there was before.</summary>
    EndedHere,
}
