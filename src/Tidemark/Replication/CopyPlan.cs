using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>What a plan lacks.</summary>
internal enum CopyNeed
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>All of the session in the primary, not only what is newer.</summary>
    WholeOriginal,

    /// <summary>What the replica has, values included.</summary>
    WholeReplica,
}

/// <summary>How a session in a replica becomes what it is in the primary.</summary>
/// <param name="Needs">What has to be read before; then there is no plan yet.</param>
/// <param name="Copy">What to send; null if the replica has it all.</param>
/// <param name="Then">What the replica has then.</param>
/// <param name="Changes">The attributes that differ.</param>
/// <param name="Unreadable">How many attributes the primary has that make no value: the replica keeps what it has of them.</param>
internal sealed record CopyPlan(CopyNeed Needs, SessionCopy? Copy, KnownCopy Then, IReadOnlyList<ReplicatedChange> Changes, int Unreadable);
