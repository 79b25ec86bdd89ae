namespace Tidemark.Leases;

/// <summary>How long this node's leases, waits and store calls may take.</summary>
/// <param name="NodeLease">How long the store believes in a silent node.</param>
/// <param name="StoreCall">One call of the store, retries included.</param>
/// <param name="LockWait">One request's wait for its session.</param>
/// <param name="Waiters">How many requests may wait for one session on this node.</param>
/// <param name="Sweep">The time between two sweeps.</param>
internal sealed record LeaseLimits(TimeSpan NodeLease, TimeSpan StoreCall, TimeSpan LockWait, int Waiters, TimeSpan Sweep);
