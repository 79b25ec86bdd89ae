using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>What a <see cref="ReplicaCheck"/> found.</summary>
/// <param name="Sessions">How many sessions were compared.</param>
/// <param name="Missing">How many of them the replica lacks.</param>
/// <param name="Extra">How many only the replica has.</param>
/// <param name="Different">How many both have, and not the same.</param>
/// <param name="Versions">How many commits the replica lacks.</param>
/// <param name="Repaired">How many of these were repaired.</param>
/// <param name="Found">The first of what was found, at most <see cref="ReplicaCheck.MostTold"/>.</param>
public sealed record ReplicaCheckResult(
    long Sessions, long Missing, long Extra, long Different, long Versions, long Repaired, IReadOnlyList<ReplicaDifference> Found)
{
    /// <summary>Whether both have the same.</summary>
    public bool IsSame => Missing + Extra + Different == 0;
}

/// <summary>A session that is not the same in a replica.</summary>
/// <param name="Session">A reference that logs show as well: it tells sessions apart, and opens none.</param>
/// <param name="Primary">Its version in the primary; <see cref="StateVersion.None"/> if it is not there.</param>
/// <param name="Replica">Its version in the replica; <see cref="StateVersion.None"/> if it is not there.</param>
/// <param name="Changes">The attributes that differ; empty if only what is beside them does, such as its lifetime.</param>
public sealed record ReplicaDifference(string Session, StateVersion Primary, StateVersion Replica, IReadOnlyList<ReplicatedChange> Changes);
