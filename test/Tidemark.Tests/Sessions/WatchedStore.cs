using System.Collections.Concurrent;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>Keeps what was sent.</summary>
internal sealed class WatchedStore(IPrimaryStore inner) : DelegatingStore(inner)
{
    private readonly ConcurrentDictionary<NodeId, Action<StoreSignal>> _listening = [];

    public ConcurrentQueue<CommitRequest> Commits { get; } = [];

    public ConcurrentQueue<AcquireOutcome> Acquired { get; } = [];

    public string[] SentNames => [.. Commits.SelectMany(commit => commit.Differences).Select(difference => difference.Name).Order(StringComparer.Ordinal)];

    public void Signal(NodeId node, StoreSignal signal) => _listening[node](signal);

    public override async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        var outcome = await Inner.AcquireAsync(request, cancellationToken);
        Acquired.Enqueue(outcome);
        return outcome;
    }

    public override ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        Commits.Enqueue(request);
        return Inner.CommitAsync(request, cancellationToken);
    }

    public override ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        _listening[node] = receiver;
        return Inner.ListenAsync(node, receiver, cancellationToken);
    }
}
