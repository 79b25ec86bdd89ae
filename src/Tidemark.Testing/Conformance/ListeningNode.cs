using System.Threading.Channels;
using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>Keeps what a node is told.</summary>
internal sealed class ListeningNode : IAsyncDisposable
{
    // In real time: what the store does to deliver is none of the manual clock's business.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Channel<StoreSignal> _signals = Channel.CreateUnbounded<StoreSignal>();

    // Guarded by itself.
    private readonly List<StoreSignal> _heard = [];
    private IAsyncDisposable? _listening;

    public IReadOnlyList<StoreSignal> Heard
    {
        get
        {
            lock (_heard)
                return [.. _heard];
        }
    }

    public static async Task<ListeningNode> StartAsync(IPrimaryStore store, NodeId node)
    {
        var listening = new ListeningNode();
        listening._listening = await store.ListenAsync(node, listening.Receive, default);
        return listening;
    }

    /// <summary>Waits until the node is told this, and passes over what comes before.</summary>
    public async Task HearsAsync(StoreSignal expected)
    {
        while (await NextAsync(expected) != expected)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_listening is not null)
            await _listening.DisposeAsync();
    }

    private void Receive(StoreSignal signal)
    {
        lock (_heard)
            _heard.Add(signal);
        _signals.Writer.TryWrite(signal);
    }

    private async Task<StoreSignal> NextAsync(StoreSignal expected)
    {
        try
        {
            return await _signals.Reader.ReadAsync().AsTask().WaitAsync(Longest, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"The node was not told {expected} within {Longest.TotalSeconds} s, but: {string.Join(", ", Heard.DefaultIfEmpty())}");
        }
    }
}
