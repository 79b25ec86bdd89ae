using System.Collections.Concurrent;
using Tidemark.Stores;

namespace Tidemark.Tests.Sessions;

/// <summary>Keeps what was sent.</summary>
internal sealed class WatchedStore(IPrimaryStore inner) : IPrimaryStore
{
    public ConcurrentQueue<CommitRequest> Commits { get; } = [];

    public string[] SentNames => [.. Commits.SelectMany(commit => commit.Differences).Select(difference => difference.Name).Order(StringComparer.Ordinal)];

    public ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken) =>
        inner.AcquireAsync(request, cancellationToken);

    public ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        Commits.Enqueue(request);
        return inner.CommitAsync(request, cancellationToken);
    }

    public ValueTask ReleaseAsync(StateKey key, LeaseToken token, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(key, token, cancellationToken);

    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        inner.ReadAsync(key, known, cancellationToken);

    public ValueTask TouchAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken) => inner.TouchAsync(keys, cancellationToken);

    public ValueTask BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        inner.BeatAsync(node, lifetime, cancellationToken);

    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) => inner.SweepAsync(limit, cancellationToken);
}
