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

    public ValueTask ReleaseAsync(StateKey key, LeaseToken token, CancellationToken cancellationToken) =>
        Next.ReleaseAsync(key, token, cancellationToken);

    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        Next.ReadAsync(key, known, cancellationToken);

    public ValueTask TouchAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken) => Next.TouchAsync(keys, cancellationToken);

    public ValueTask BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        Next.BeatAsync(node, lifetime, cancellationToken);

    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) => Next.SweepAsync(limit, cancellationToken);
}
