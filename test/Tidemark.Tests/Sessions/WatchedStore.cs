using System.Collections.Concurrent;
using Tidemark.Stores;

namespace Tidemark.Tests.Sessions;

/// <summary>Keeps what was sent.</summary>
internal sealed class WatchedStore(IPrimaryStore inner) : IPrimaryStore
{
    private readonly ConcurrentDictionary<NodeId, Action<StoreSignal>> _listening = [];

    public ConcurrentQueue<CommitRequest> Commits { get; } = [];

    public ConcurrentQueue<AcquireOutcome> Acquired { get; } = [];

    public string[] SentNames => [.. Commits.SelectMany(commit => commit.Differences).Select(difference => difference.Name).Order(StringComparer.Ordinal)];

    public void Signal(NodeId node, StoreSignal signal) => _listening[node](signal);

    public async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        var outcome = await inner.AcquireAsync(request, cancellationToken);
        Acquired.Enqueue(outcome);
        return outcome;
    }

    public ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        Commits.Enqueue(request);
        return inner.CommitAsync(request, cancellationToken);
    }

    public ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(key, token, unused, cancellationToken);

    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        inner.ReadAsync(key, known, cancellationToken);

    public ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) => inner.TouchAsync(uses, cancellationToken);

    public ValueTask<IReadOnlyList<StoreSignal.Recall>> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        inner.BeatAsync(node, lifetime, cancellationToken);

    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) => inner.SweepAsync(limit, cancellationToken);

    public ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        inner.PublishSchemaAsync(fingerprint, schema, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        inner.ReadSchemaAsync(fingerprint, cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        _listening[node] = receiver;
        return inner.ListenAsync(node, receiver, cancellationToken);
    }
}
