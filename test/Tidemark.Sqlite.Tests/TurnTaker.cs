using System.Collections.Concurrent;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Sqlite.Tests;

/// <summary>Spreads nodes over several stores: each uses one, as in real life. What does not say whom it comes from goes to them by turns.</summary>
internal sealed class TurnTaker(params IPrimaryStore[] stores) : IPrimaryStore
{
    private readonly ConcurrentDictionary<NodeId, IPrimaryStore> _nodes = new();
    private int _turn;

    private IPrimaryStore Next => stores[(Interlocked.Increment(ref _turn) & int.MaxValue) % stores.Length];

    public IChangeFeed? Changes => Next.Changes;

    public IReplicaStore Copies => new EachAsked(stores, Next.Copies!);

    public ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken) =>
        StoreOf(request.Node).AcquireAsync(request, cancellationToken);

    public ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken) =>
        StoreOf(request.Node).CommitAsync(request, cancellationToken);

    public ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) =>
        Next.ReleaseAsync(key, token, unused, cancellationToken);

    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        Next.ReadAsync(key, known, cancellationToken);

    public ValueTask<SessionHead?> ReadHeadAsync(StateKey key, CancellationToken cancellationToken) => Next.ReadHeadAsync(key, cancellationToken);

    public ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) => Next.TouchAsync(uses, cancellationToken);

    public ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        StoreOf(node).BeatAsync(node, lifetime, cancellationToken);

    public ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken) => Next.ListNodesAsync(cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken) => Next.WalkAsync(cancellationToken);

    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) => Next.SweepAsync(limit, cancellationToken);

    public ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        Next.PublishSchemaAsync(fingerprint, schema, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        Next.ReadSchemaAsync(fingerprint, cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) =>
        StoreOf(node).ListenAsync(node, receiver, cancellationToken);

    public ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken) =>
        Next.EndAsync(key, reason, cancellationToken);

    public ValueTask<IReadOnlyList<EndedState>> ClaimEndedAsync(int limit, TimeSpan claim, CancellationToken cancellationToken) =>
        Next.ClaimEndedAsync(limit, claim, cancellationToken);

    public ValueTask<EndedState?> ClaimEndAsync(StateKey key, TimeSpan claim, CancellationToken cancellationToken) =>
        Next.ClaimEndAsync(key, claim, cancellationToken);

    public ValueTask ForgetEndedAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken) =>
        Next.ForgetEndedAsync(keys, cancellationToken);

    public ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(
        UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken) =>
        Next.EnterUserAsync(user, session, lifetime, cancellationToken);

    public ValueTask MoveUserAsync(UserKey user, StateKey session, StateKey next, Lifetime lifetime, CancellationToken cancellationToken) =>
        Next.MoveUserAsync(user, session, next, lifetime, cancellationToken);

    public ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken) =>
        Next.LeaveUserAsync(user, session, cancellationToken);

    public ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken) =>
        Next.ListUserAsync(user, cancellationToken);

    private IPrimaryStore StoreOf(NodeId node) => _nodes.GetOrAdd(node, _ => Next);

    // As each process that knows two stores asks for itself what they are.
    private sealed class EachAsked(IPrimaryStore[] stores, IReplicaStore next) : DelegatingReplica(next)
    {
        public override async ValueTask<StoreStanding> ReadStandingAsync(CancellationToken cancellationToken)
        {
            foreach (var store in stores)
                await store.Copies!.ReadStandingAsync(cancellationToken);
            return await base.ReadStandingAsync(cancellationToken);
        }
    }
}
