using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>Passes every call on to the copies of another store: derive from it to watch or alter some of them.</summary>
/// <param name="inner">The copies of the other store.</param>
public abstract class DelegatingReplica(IReplicaStore inner) : IReplicaStore
{
    /// <inheritdoc/>
    public virtual ValueTask<StoreStanding> ReadStandingAsync(CancellationToken cancellationToken) => inner.ReadStandingAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> TrySetStandingAsync(StoreStanding standing, CancellationToken cancellationToken) =>
        inner.TrySetStandingAsync(standing, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<SessionImage> ReadImageAsync(StateKey key, StateVersion? newer, CancellationToken cancellationToken) =>
        inner.ReadImageAsync(key, newer, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<ReadOnlyMemory<byte>> ReadUserAsync(RecordKey key, CancellationToken cancellationToken) =>
        inner.ReadUserAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken) => inner.CopyAsync(copy, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<CopyOutcome> CopyUserAsync(UserCopy copy, CancellationToken cancellationToken) => inner.CopyUserAsync(copy, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<Following> FollowAsync(FollowRequest request, CancellationToken cancellationToken) =>
        inner.FollowAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<Following> ReadFollowingAsync(int share, CancellationToken cancellationToken) =>
        inner.ReadFollowingAsync(share, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> AdoptAsync(RecordKey key, CancellationToken cancellationToken) => inner.AdoptAsync(key, cancellationToken);
}
