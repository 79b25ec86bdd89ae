using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>Listens to what the store tells this node. Signals are hints: a node that cannot listen is only slower.</summary>
internal sealed class NodeSignals(NodeId node, StoreCalls store, LocalSessions sessions, ILogger log) : IAsyncDisposable
{
    private IAsyncDisposable? _listening;
    private int _isBusy;

    /// <summary>Listens, if it does not yet. Does not fail: it is tried again at the next heartbeat.</summary>
    public async ValueTask EnsureAsync()
    {
        if (_listening is not null || Interlocked.Exchange(ref _isBusy, 1) != 0)
            return;
        try
        {
            _listening = await store.ListenAsync(node, Receive);
        }
        catch (SessionUnavailableException unavailable)
        {
            log.ListenFailed(unavailable);
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_listening is { } listening)
            await listening.DisposeAsync();
    }

    private void Receive(StoreSignal signal) => sessions.Find(signal.Key)?.Receive(signal);
}
