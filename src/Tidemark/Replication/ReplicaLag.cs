using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>How far a replica is behind its primary.</summary>
/// <param name="Epoch">The epoch of both.</param>
/// <param name="IsExact">Whether the primary was asked. If not, <paramref name="Sessions"/> and <paramref name="Versions"/> are not known.</param>
/// <param name="Sessions">In how many sessions they differ.</param>
/// <param name="Versions">How many commits the replica lacks.</param>
/// <param name="Level">How long ago the replica was last known to have all that the primary had; null if that was never so.</param>
public sealed record ReplicaLag(long Epoch, bool IsExact, long Sessions, long Versions, TimeSpan? Level);
