using Tidemark.Stores;

namespace Tidemark.Sqlite.Crash;

/// <summary>A node that waits for leases by listening, and asks again now and then: signals may be lost.</summary>
internal sealed class WaitingNode(SqliteStore store, NodeId node) : IAsyncDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _told = new(0);
    private IAsyncDisposable? _listening;

    public static async Task<WaitingNode> StartAsync(SqliteStore store, NodeId node)
    {
        var waiter = new WaitingNode(store, node);
        waiter._listening = await store.ListenAsync(node, signal => waiter.Receive(signal), default);
        return waiter;
    }

    public async Task<AcquireOutcome.Granted> AcquireAsync(StateKey key)
    {
        AcquireOutcome outcome;
        while ((outcome = await store.AcquireAsync(new AcquireRequest(key, node, StateVersion.None, "crash"), default)) is AcquireOutcome.Held)
            await _told.WaitAsync(AskAgain);
        return (AcquireOutcome.Granted)outcome;
    }

    public ValueTask DisposeAsync() => _listening!.DisposeAsync();

    private void Receive(StoreSignal signal)
    {
        if (signal is StoreSignal.Free)
            _told.Release();
    }
}
