using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// Listens to what the store tells this node, and does it. Signals are hints: a node that cannot listen is only slower, since every
/// heartbeat brings the recalls that are pending.
/// </summary>
internal sealed class NodeSignals(NodeLeases node, ILogger log) : IAsyncDisposable
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
            _listening = await node.Store.ListenAsync(node.Node, Receive);
        }
        catch (Exception failed)
        {
            log.ListenFailed(failed);
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

    /// <summary>Does what a signal asks for, whichever way it came. Returns soon, and does not throw.</summary>
    public void Receive(StoreSignal signal)
    {
        var session = node.Sessions.Find(signal.Key);
        if (signal is not StoreSignal.Recall recall)
            session?.Free();
        else if (session is { IsInvolved: true })
            session.Recall(recall.Token);
        else
            node.GiveBackUnknown(recall.Key, recall.Token);
    }
}
