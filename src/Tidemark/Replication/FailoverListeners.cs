using System.Collections.Concurrent;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Who listens to the store that is used at the moment, and goes on listening to the next. Safe for all threads.</summary>
internal sealed class FailoverListeners : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<Listening, bool> _all = new();

    // Those that wait for a session of which the store said that it is held: they ask again when another store is there.
    private readonly ConcurrentDictionary<StateKey, bool> _waiting = new();

    public async ValueTask<IAsyncDisposable> ListenAsync(
        IPrimaryStore store, NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        var listening = new Listening(this, node, receiver);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            listening.Inner = await store.ListenAsync(node, receiver, cancellationToken);
            _all[listening] = true;
        }
        finally
        {
            _turn.Release();
        }

        return listening;
    }

    public void Waits(StateKey key) => _waiting[key] = true;

    public void Send(StoreSignal signal)
    {
        foreach (var (listening, _) in _all)
            listening.Receiver(signal);
    }

    /// <summary>Tells those that wait to ask again.</summary>
    public void SendAll()
    {
        foreach (var (key, _) in _waiting)
        {
            if (_waiting.TryRemove(key, out _))
                Send(new StoreSignal.Free(key));
        }
    }

    public async Task MoveAsync(IPrimaryStore store)
    {
        await _turn.WaitAsync();
        try
        {
            foreach (var (listening, _) in _all)
            {
                var before = listening.Inner;
                listening.Inner = await store.ListenAsync(listening.Node, listening.Receiver, CancellationToken.None);
                if (before is not null)
                    await before.DisposeAsync();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (listening, _) in _all)
            await listening.DisposeAsync();
        _turn.Dispose();
    }

    private sealed class Listening(FailoverListeners all, NodeId node, Action<StoreSignal> receiver) : IAsyncDisposable
    {
        public NodeId Node => node;

        public Action<StoreSignal> Receiver => receiver;

        public IAsyncDisposable? Inner { get; set; }

        public async ValueTask DisposeAsync()
        {
            if (all._all.TryRemove(this, out _) && Inner is { } inner)
                await inner.DisposeAsync();
        }
    }
}
