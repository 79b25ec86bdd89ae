using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>A node that listens through a <see cref="FaultyStore"/>. What is late finds nobody once it has stopped.</summary>
internal sealed class FaultyListening(Action<StoreSignal> receiver) : IAsyncDisposable
{
    private IAsyncDisposable? _inner;
    private volatile bool _isStopped;

    public async Task StartAsync(IPrimaryStore store, NodeId node, Action<StoreSignal> receive, CancellationToken cancellationToken) =>
        _inner = await store.ListenAsync(node, receive, cancellationToken);

    public void Receive(StoreSignal signal)
    {
        if (!_isStopped)
            receiver(signal);
    }

    public ValueTask DisposeAsync()
    {
        _isStopped = true;
        return _inner?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
