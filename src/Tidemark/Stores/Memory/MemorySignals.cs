namespace Tidemark.Stores;

/// <summary>Who listens to a <see cref="MemoryStore"/>. Signals go out on the thread of the verb that causes them, after its lock.</summary>
internal sealed class MemorySignals
{
    // Guards the receivers.
    private readonly Lock _gate = new();
    private readonly Dictionary<NodeId, Receiver> _receivers = [];

    public IAsyncDisposable Listen(NodeId node, Action<StoreSignal> receive)
    {
        var receiver = new Receiver(this, node, receive);
        lock (_gate)
            _receivers[node] = receiver;
        return receiver;
    }

    public void Send(NodeId to, StoreSignal signal)
    {
        Receiver? receiver;
        lock (_gate)
            receiver = _receivers.GetValueOrDefault(to);
        receiver?.Receive(signal);
    }

    private void Remove(Receiver receiver)
    {
        lock (_gate)
        {
            if (_receivers.GetValueOrDefault(receiver.Node) == receiver)
                _receivers.Remove(receiver.Node);
        }
    }

    private sealed class Receiver(MemorySignals signals, NodeId node, Action<StoreSignal> receive) : IAsyncDisposable
    {
        public NodeId Node => node;

        public void Receive(StoreSignal signal) => receive(signal);

        public ValueTask DisposeAsync()
        {
            signals.Remove(this);
            return ValueTask.CompletedTask;
        }
    }
}
