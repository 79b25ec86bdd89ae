using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Replication;

public sealed class LeavingTests
{
    [Fact]
    public void A_node_does_not_leave_a_closed_primary_while_a_call_of_its_own_is_under_way()
    {
        var time = new ManualTimeProvider();
        var (first, other) = (new MemoryStore(time), new MemoryStore(time));
        OneThread.Run(time, async () =>
        {
            var (gate, here) = (new TaskCompletionSource(), NodeId.New());
            await using var store = new FailoverStore(new SlowReads(first, gate.Task), other, time, NullLogger<FailoverStore>.Instance);
            await store.BeatAsync(here, TimeSpan.FromMinutes(5), CancellationToken.None);
            var call = store.ReadHeadAsync(StateKey.From("test", SessionId.New()), CancellationToken.None);
            Assert.True(await first.TrySetStandingAsync(new StoreStanding(StoreRole.Closed, 1, default), default));
            await Task.Delay(TimeSpan.FromSeconds(5), time);
            Assert.Contains(await first.ListNodesAsync(default), node => node.Node == here && node.Left > TimeSpan.Zero);

            gate.SetResult();
            await call;
            await Task.Delay(TimeSpan.FromSeconds(1), time);
            Assert.DoesNotContain(await first.ListNodesAsync(default), node => node.Node == here && node.Left > TimeSpan.Zero);
        });
    }

    private sealed class SlowReads(IPrimaryStore inner, Task opened) : DelegatingStore(inner)
    {
        public override async ValueTask<SessionHead?> ReadHeadAsync(StateKey key, CancellationToken cancellationToken)
        {
            await opened;
            return await base.ReadHeadAsync(key, cancellationToken);
        }
    }
}
