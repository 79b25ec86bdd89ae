using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>Sends each verb to the next of several stores.</summary>
internal sealed class TurnTaker(params IPrimaryStore[] stores) : IPrimaryStore
{
    private int _turn;

    private IPrimaryStore Next => stores[(Interlocked.Increment(ref _turn) & int.MaxValue) % stores.Length];

    public ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken) =>
        Next.AcquireAsync(request, cancellationToken);

    public ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken) =>
        Next.CommitAsync(request, cancellationToken);

    public ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) =>
        Next.ReleaseAsync(key, token, unused, cancellationToken);

    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        Next.ReadAsync(key, known, cancellationToken);

    public ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) => Next.TouchAsync(uses, cancellationToken);

    public ValueTask BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        Next.BeatAsync(node, lifetime, cancellationToken);

    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) => Next.SweepAsync(limit, cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) =>
        Next.ListenAsync(node, receiver, cancellationToken);
}
