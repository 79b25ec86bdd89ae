using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>
/// A store that passes every call on to another one: derive from it to watch or alter some of them. As safe for threads as the other store is.
/// </summary>
/// <param name="inner">The other store.</param>
public abstract class DelegatingStore(IPrimaryStore inner) : IPrimaryStore
{
    /// <summary>The other store.</summary>
    protected IPrimaryStore Inner => inner;

    /// <inheritdoc/>
    public virtual IChangeFeed? Changes => inner.Changes;

    /// <inheritdoc/>
    public virtual ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken) =>
        inner.AcquireAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken) =>
        inner.CommitAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(key, token, unused, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        inner.ReadAsync(key, known, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<SessionHead?> ReadHeadAsync(StateKey key, CancellationToken cancellationToken) => inner.ReadHeadAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) =>
        inner.TouchAsync(uses, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        inner.BeatAsync(node, lifetime, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken) => inner.ListNodesAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken) => inner.WalkAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) => inner.SweepAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        inner.PublishSchemaAsync(fingerprint, schema, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        inner.ReadSchemaAsync(fingerprint, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) =>
        inner.ListenAsync(node, receiver, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken) =>
        inner.EndAsync(key, reason, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<EndedState>> ClaimEndedAsync(int limit, TimeSpan claim, CancellationToken cancellationToken) =>
        inner.ClaimEndedAsync(limit, claim, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<EndedState?> ClaimEndAsync(StateKey key, TimeSpan claim, CancellationToken cancellationToken) =>
        inner.ClaimEndAsync(key, claim, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask ForgetEndedAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken) =>
        inner.ForgetEndedAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(
        UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken) =>
        inner.EnterUserAsync(user, session, lifetime, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask MoveUserAsync(
        UserKey user, StateKey session, StateKey next, Lifetime lifetime, CancellationToken cancellationToken) =>
        inner.MoveUserAsync(user, session, next, lifetime, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken) =>
        inner.LeaveUserAsync(user, session, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken) =>
        inner.ListUserAsync(user, cancellationToken);
}
