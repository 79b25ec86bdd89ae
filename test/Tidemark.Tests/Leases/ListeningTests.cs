using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>Signals are hints: a node that cannot listen serves sessions all the same, and listens as soon as it can.</summary>
public sealed class ListeningTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void A_node_that_cannot_listen_tries_again_with_each_beat_until_it_can_and_listens_until_it_leaves() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var store = new DeafStore(_rig.Memory, failures: 2);
        var node = _rig.NewNode(store);
        await node.StartAsync(CancellationToken.None);
        await (await node.OpenAsync(id, SessionAccess.Exclusive))!.DisposeAsync();
        Assert.Equal(1, store.Attempts);
        await Task.Delay(2 * _rig.Options.NodeLease, _rig.Time);
        Assert.Equal((3, 1), (store.Attempts, store.Listening));
        await node.DisposeAsync();
        Assert.Equal(0, store.Listening);
    });

    private sealed class DeafStore(IPrimaryStore inner, int failures) : DelegatingStore(inner)
    {
        public int Attempts { get; private set; }

        public int Listening { get; private set; }

        public override async ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
        {
            if (Attempts++ < failures)
                throw new StoreUnavailableException("Nobody can listen, as planned.");
            Listening++;
            return new Ear(this, await Inner.ListenAsync(node, receiver, cancellationToken));
        }

        private sealed class Ear(DeafStore store, IAsyncDisposable inner) : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                store.Listening--;
                return inner.DisposeAsync();
            }
        }
    }
}
