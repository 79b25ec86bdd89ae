using Tidemark.Stores;

namespace Tidemark.Tests.Stores;

public sealed class LeaseQueueTests
{
    private static readonly DateTimeOffset Now = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly NodeId One = NodeId.New();
    private static readonly NodeId Other = NodeId.New();

    [Fact]
    public void A_queue_in_which_nobody_waits_allocates_nothing()
    {
        Use();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Use();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void Use()
        {
            var queue = LeaseQueue.Empty.Leave(One, Now).Offer(Now);
            if (queue.HasOthers(One, Now) || queue.Reserved(Now) is not null || queue.First.Count > 0 || !ReferenceEquals(queue, LeaseQueue.Empty))
                throw new InvalidOperationException("Somebody waits.");
        }
    }

    [Fact]
    public void A_queue_that_its_last_waiter_left_is_the_empty_one()
    {
        Assert.Same(LeaseQueue.Empty, LeaseQueue.Empty.Enter(One, "a", Now).Leave(One, Now));
        Assert.Same(LeaseQueue.Empty, LeaseQueue.Empty.Enter(One, "a", Now).Offer(Now + LeaseQueue.Patience));
    }

    [Fact]
    public void A_waiter_that_asks_again_says_anew_what_for()
    {
        var queue = LeaseQueue.Empty.Enter(One, "a", Now).Enter(Other, "b", Now).Enter(One, "c", Now + TimeSpan.FromSeconds(1));
        Assert.Equal(["c", "b"], queue.Waiters.Select(waiter => waiter.Purpose));
        Assert.Equal(Now + TimeSpan.FromSeconds(1) + LeaseQueue.Patience, queue.Waiters[0].Until);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(250, true)]
    [InlineData(260, false)]
    [InlineData(3_600_000, false)]
    public void A_clock_that_goes_back_keeps_a_free_lease_twice_as_long_at_most(int backMilliseconds, bool isKept)
    {
        var queue = LeaseQueue.Empty.Enter(One, "a", Now).Offer(Now);
        Assert.Equal(isKept, queue.Reserved(Now - TimeSpan.FromMilliseconds(backMilliseconds)) is not null);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3000, true)]
    [InlineData(3010, false)]
    [InlineData(3_600_000, false)]
    public void A_clock_that_goes_back_keeps_a_silent_waiter_twice_as_long_at_most(int backMilliseconds, bool isKept)
    {
        var now = Now - TimeSpan.FromMilliseconds(backMilliseconds);
        var queue = LeaseQueue.Empty.Enter(One, "a", Now);
        Assert.Equal(isKept, queue.HasOthers(Other, now));
        Assert.Equal(isKept ? 2 : 1, queue.Enter(Other, "b", now).Waiters.Count);
    }

    [Fact]
    public void A_queue_at_the_end_of_time_is_borne()
    {
        var queue = LeaseQueue.Empty.Enter(One, "a", DateTimeOffset.MaxValue - TimeSpan.FromTicks(1)).Offer(DateTimeOffset.MaxValue - TimeSpan.FromTicks(1));
        Assert.Equal(One, queue.Reserved(DateTimeOffset.MaxValue - TimeSpan.FromTicks(1))?.Node);
    }
}
