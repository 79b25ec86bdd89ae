namespace Tidemark.Leases;

/// <summary>
/// One request's right to use a session on this node: alone, or beside others that share it. The gate of its <see cref="LocalSession"/>
/// guards what changes.
/// </summary>
internal sealed class Turn(bool isExclusive, string purpose, long since)
{
    public bool IsExclusive => isExclusive;

    public string Purpose => purpose;

    /// <summary>Since when, as a timestamp of the node's clock.</summary>
    public long Since => since;

    /// <summary>The lease that the request works under.</summary>
    public HeldLease? Lease { get; set; }

    /// <summary>Who is told that the turn is over; set while the request stands by, so that its turn may be taken at any time.</summary>
    public ITurnOwner? StandingBy { get; set; }
}

/// <summary>A request that stands by: everything it did is committed, and it uses the session no more, as far as anybody knows.</summary>
internal interface ITurnOwner
{
    /// <summary>The turn is over, because somebody else asked. Called under the session's gate: returns at once.</summary>
    void Yield();
}
