namespace Tidemark.Stores;

/// <summary>
/// Holds the primary states of sessions. Every verb is atomic per session: it happens wholly or not at all, and no other verb on the
/// same session is seen half way through. A store knows keys, names, bytes, versions and tokens, never objects.
/// </summary>
/// <remarks>
/// <para>A store neither retries, waits nor loops: the core does. A verb that cannot reach the store throws
/// <see cref="StoreUnavailableException"/>; after that the core treats the outcome as unknown and repeats the verb, which every verb must bear.</para>
/// <para>All members may be called from many threads at once. Derive the conformance tests in <c>Tidemark.Testing</c> to prove a new store.</para>
/// </remarks>
public interface IPrimaryStore
{
    /// <summary>Asks for the lease of a session. Grants it with a fresh token if it is free, already this node's, or a dead node's.</summary>
    /// <remarks>A grant restarts the idle time of the session.</remarks>
    ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Applies differences under a lease, or creates a session when the request carries <see cref="LeaseToken.None"/>.
    /// The token is compared with the current one before the first write. A commit id that was already applied is answered as
    /// committed again, and changes nothing.
    /// </summary>
    ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken);

    /// <summary>Gives a lease back. Does nothing if <paramref name="token"/> is not the current one.</summary>
    ValueTask ReleaseAsync(StateKey key, LeaseToken token, CancellationToken cancellationToken);

    /// <summary>Reads a session without a lease, and without disturbing who holds it. Does not restart its idle time.</summary>
    ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken);

    /// <summary>Restarts the idle time of sessions that are in use. Unknown or expired sessions are passed over.</summary>
    ValueTask TouchAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Says that a node is alive, and will be for <paramref name="lifetime"/> from now by the store's clock. A node that lets this
    /// pass counts as dead, and its leases are granted to others. <see cref="TimeSpan.Zero"/> says that the node leaves.
    /// </summary>
    ValueTask BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Removes at most <paramref name="limit"/> expired sessions, and returns how many it removed.</summary>
    ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken);
}
