namespace Tidemark.Stores;

/// <summary>
/// The fence of one lease. Stores compare it by equality with the one in the session's own record: a counter alone is issued twice
/// after an expiry or a failover (see Kleppmann, "How to do distributed locking", 2016, for why a lease needs a fence).
/// </summary>
/// <param name="Lease">128 random bits, new with every lease.</param>
/// <param name="Counter">Counts the leases of a session, from 1.</param>
public readonly record struct LeaseToken(UInt128 Lease, long Counter)
{
    /// <summary>No lease: what a commit carries that creates a session.</summary>
    public static LeaseToken None => default;

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => this == None;

    /// <summary>The token of the lease after this one.</summary>
    public LeaseToken Next() => new(Random128.Next(), Counter + 1);

    /// <summary>The counter and the first digits of the lease id.</summary>
    public override string ToString() => IsNone ? "none" : $"{Counter}:{(ulong)(Lease >> 96):x8}";
}
