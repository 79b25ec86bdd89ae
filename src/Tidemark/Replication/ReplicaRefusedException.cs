using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>A store does not take what a replicator sends: it is the primary by now, or a replica in another epoch. Nothing was written.</summary>
public sealed class ReplicaRefusedException : Exception
{
    /// <summary>Says what the store is.</summary>
    /// <param name="standing">What it is.</param>
    public ReplicaRefusedException(StoreStanding standing) : base(
        $"The store that is to be a replica is {(standing.Role == StoreRole.Replica ? "a replica" : "the primary")} of epoch {standing.Epoch}, and takes "
        + "nothing from here. If it was promoted, attach the old primary to it as its replica.") => Standing = standing;

    /// <summary>Says what is wrong.</summary>
    /// <param name="message">What, and what to do about it.</param>
    /// <param name="standing">What the store is.</param>
    public ReplicaRefusedException(string message, StoreStanding standing) : base(message) => Standing = standing;

    /// <summary>What the store is.</summary>
    public StoreStanding Standing { get; }
}
