using System.Collections.Concurrent;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Who listens to the store that is used at the moment, and goes on listening to the next. Safe for all threads.</summary>
internal sealed class FailoverListeners : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Listening, bool> _all = new();

    // Those that wait for a session of which the store said that it is held: they ask again when another store is there.
    private readonly Lock _gate = new();
    private readonly HashSet<StateKey> _waiting = [];

    public async ValueTask<IAsyncDisposable> ListenAsync(IPrimaryStore store, NodeId node, Action<StoreSignal> receiver)
    {
        var listening = new Listening(this, node, receiver);
        _all[listening] = true;
        try
        {
            await listening.MoveAsync(store);
            return listening;
        }
        catch
        {
            _all.TryRemove(listening, out _);
            throw;
        }
    }

    public void Waits(StateKey key)
    {
        lock (_gate)
            _waiting.Add(key);
    }

    public void Send(StoreSignal signal)
    {
        foreach (var (listening, _) in _all)
            listening.Receiver(signal);
    }

    /// <summary>Tells those that wait to ask again.</summary>
    public void SendAll()
    {
        StateKey[] waiting;
        lock (_gate)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var key in waiting)
            Send(new StoreSignal.Free(key));
    }

    public async Task MoveAsync(IPrimaryStore store)
    {
        foreach (var (listening, _) in _all)
            await listening.MoveAsync(store);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (listening, _) in _all)
            await listening.DisposeAsync();
    }

    private sealed class Listening(FailoverListeners all, NodeId node, Action<StoreSignal> receiver) : IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private IPrimaryStore? _store;
        private IAsyncDisposable? _inner;

        public Action<StoreSignal> Receiver => receiver;

        // Of two that move at once, the one that came last counts.
        public async Task MoveAsync(IPrimaryStore store)
        {
            lock (_gate)
                _store = store;
            var opened = await store.ListenAsync(node, receiver, CancellationToken.None);
            IAsyncDisposable? left;
            lock (_gate)
                (left, _inner) = _store == store ? (_inner, opened) : (opened, _inner);
            if (left is not null)
                await left.DisposeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            IAsyncDisposable? left;
            lock (_gate)
                (left, _inner, _store) = (_inner, null, null);
            all._all.TryRemove(this, out _);
            if (left is not null)
                await left.DisposeAsync();
        }
    }
}
