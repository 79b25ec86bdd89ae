using Tidemark.Stores;

namespace Tidemark.Tests.Stores;

public sealed class MemorySignalTests
{
    private static readonly StoreSignal Signal = new StoreSignal.Free(StateKey.From("test", SessionId.New()));

    private readonly MemorySignals _signals = new();
    private readonly NodeId _node = NodeId.New();
    private int _first;
    private int _second;

    [Fact]
    public async Task A_node_that_listens_no_more_is_told_nothing()
    {
        var listening = _signals.Listen(_node, _ => _first++);
        _signals.Send(_node, Signal);
        _signals.Send(NodeId.New(), Signal);
        await listening.DisposeAsync();
        _signals.Send(_node, Signal);
        Assert.Equal(1, _first);
    }

    [Fact]
    public async Task Whoever_listened_before_takes_nothing_from_who_listens_now()
    {
        var before = _signals.Listen(_node, _ => _first++);
        var now = _signals.Listen(_node, _ => _second++);
        await before.DisposeAsync();
        _signals.Send(_node, Signal);
        Assert.Equal((0, 1), (_first, _second));
        await now.DisposeAsync();
        _signals.Send(_node, Signal);
        Assert.Equal((0, 1), (_first, _second));
    }
}
