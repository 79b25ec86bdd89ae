using System.Collections.Concurrent;

namespace Tidemark.Sqlite;

/// <summary>The nodes that listen at one store. They are told directly; others, in this process or another, through the file.</summary>
internal sealed class SqliteListeners
{
    private readonly ConcurrentDictionary<NodeId, Action<StoreSignal>> _receivers = new();

    public bool IsEmpty => _receivers.IsEmpty;

    public IEnumerable<NodeId> Nodes => _receivers.Select(receiver => receiver.Key);

    public bool Has(NodeId node) => _receivers.ContainsKey(node);

    public IAsyncDisposable Listen(NodeId node, Action<StoreSignal> receiver)
    {
        _receivers[node] = receiver;
        return new Listening(_receivers, new KeyValuePair<NodeId, Action<StoreSignal>>(node, receiver));
    }

    /// <summary>Tells those who listen here.</summary>
    public void Send(IReadOnlyList<Outgoing> signals)
    {
        for (var i = 0; i < signals.Count; i++)
        {
            if (_receivers.TryGetValue(signals[i].To, out var receiver))
                receiver(signals[i].Signal);
        }
    }

    private sealed class Listening(
        ConcurrentDictionary<NodeId, Action<StoreSignal>> receivers, KeyValuePair<NodeId, Action<StoreSignal>> own) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            receivers.TryRemove(own);
            return ValueTask.CompletedTask;
        }
    }
}
