using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Stores;

public sealed class BeatAllocationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_beat_of_the_memory_store_allocates_nothing_when_nobody_waits()
    {
        var (store, node, lease) = (new MemoryStore(new ManualTimeProvider()), NodeId.New(), TimeSpan.FromMinutes(1));
        await store.BeatAsync(node, lease, Stop);
        for (var number = 0; number < 100; number++)
        {
            await store.CommitAsync(
                new CommitRequest(
                    StateKey.From("test", SessionId.New()), node, LeaseToken.None, StateVersion.None, CommitId.New(), [],
                    new Lifetime(TimeSpan.FromHours(1), TimeSpan.MaxValue), AfterCommit.Keep, "create"),
                Stop);
        }

        Assert.Equal(0, Measure(store, node, lease));
    }

    private static long Measure(MemoryStore store, NodeId node, TimeSpan lease)
    {
        Assert.Empty(store.BeatAsync(node, lease, Stop).Result.Recalls);
        var stop = Stop;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var beat = 0; beat < 100; beat++)
            _ = store.BeatAsync(node, lease, stop).Result;
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
