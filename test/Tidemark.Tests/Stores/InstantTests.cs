using Tidemark.Stores;

namespace Tidemark.Tests.Stores;

/// <summary>The rules of stores at the very instants that they speak of, which clocks of test runs hardly ever meet.</summary>
public sealed class InstantTests
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Absolute = TimeSpan.FromHours(1);
    private static readonly NodeId One = NodeId.New();
    private static readonly NodeId Other = NodeId.New();
    private static readonly NodeLife Alive = new(Start, DateTimeOffset.MaxValue);
    private static readonly PrimaryRecord Free = new(
        new StateVersion(7), Start, new Lifetime(Idle, Absolute), Start, LeaseToken.None.Next(), null, LeaseQueue.Empty, []);

    private static readonly PrimaryRecord Held = Free with { Hold = new LeaseHold(One, Start, "held") };

    [Fact]
    public void A_session_is_over_when_its_time_is_up_and_not_a_tick_before()
    {
        AssertBegins(Start + Idle, now => Free.IsOver(now, null));
        AssertBegins(Start + Idle, now => Held.IsOver(now, null));
        AssertBegins(Start + Absolute, now => Held.IsOver(now, Alive));
        Assert.True((Held with { Ended = new EndMark(EndReason.Revoked, Start) }).IsOver(Start, Alive));
    }

    [Fact]
    public void Only_a_node_that_was_alive_before_the_idle_end_keeps_a_session_beyond_it()
    {
        AssertBegins(Start + Idle, since => Held.IsOver(Start + Idle, Alive with { Since = since }));
        AssertBegins(Start + Idle, until => !Held.IsOver(Start + Idle, new NodeLife(Start, until + Tick)));
    }

    [Fact]
    public void A_node_is_dead_at_the_end_of_its_life_and_a_beat_then_begins_another()
    {
        var life = new NodeLife(Start, Start + Idle);
        AssertBegins(Start + Idle, now => !life.IsOn(now));
        AssertBegins(Start + Idle, now => NodeLife.Beat(life, now, Idle).Since == now);
        Assert.Equal(Start + 2 * Idle, NodeLife.Beat(life, Start + Idle, Idle).Until);
    }

    [Fact]
    public void A_session_that_would_end_either_way_at_the_same_instant_has_lived_as_long_as_it_may()
    {
        var both = Free with { Lifetime = new Lifetime(Idle, Idle) };
        Assert.Equal(new EndMark(EndReason.Absolute, Start + Idle), both.EndAt(Start + Idle, null));
        var idle = Free with { Lifetime = new Lifetime(Idle, Idle + Tick) };
        Assert.Equal(new EndMark(EndReason.Idle, Start + Idle), idle.EndAt(Start + Idle, null));
        Assert.Equal(new EndMark(EndReason.Absolute, Start + Absolute), Held.EndAt(Start + Absolute, Alive));
        var ended = new EndMark(EndReason.Revoked, Start);
        Assert.Equal(ended, (Held with { Ended = ended }).EndAt(Start + Absolute, Alive));
    }

    [Fact]
    public void A_session_is_swept_once_it_is_over_and_later_if_somebody_is_still_to_hear_of_it()
    {
        AssertBegins(Start + Idle, now => Free.IsRemovable(now, null));
        AssertBegins(Start + Idle + ISessionEnds.Untold, now => (Free with { TellsEnd = true }).IsRemovable(now, null));
        var ended = Held with { Ended = new EndMark(EndReason.Revoked, Start) };
        AssertBegins(Start + Idle, now => ended.IsRemovable(now, new NodeLife(Start, Start + Idle)));
        Assert.True(ended.IsRemovable(Start, null));
        Assert.True((ended with { Hold = null }).IsRemovable(Start, Alive));
        AssertBegins(Start + Absolute, now => Held.IsRemovable(now, Alive));
    }

    [Fact]
    public void An_end_is_to_be_told_once_the_session_is_over_and_nobody_else_has_claimed_it()
    {
        var told = Free with { TellsEnd = true };
        AssertBegins(Start + Idle, now => told.IsClaimable(now, null));
        AssertBegins(Start + Absolute, now => (told with { ClaimedUntil = Start + Absolute }).IsClaimable(now, null));
        Assert.False(Free.IsClaimable(Start + Idle, null));
    }

    [Fact]
    public void What_was_told_stays_for_a_live_holder_only_and_is_not_told_again()
    {
        var ended = Held with { Ended = new EndMark(EndReason.Revoked, Start), TellsEnd = true };
        Assert.Equal(ended with { TellsEnd = false }, ended.Forget(Start, Alive));
        AssertBegins(Start + Idle, now => ended.Forget(now, new NodeLife(Start, Start + Idle)) is null);
        Assert.Null(ended.Forget(Start, null));
        Assert.Null((ended with { Hold = null }).Forget(Start, Alive));
        Assert.Null((Held with { TellsEnd = true }).Forget(Start + Absolute, Alive));
    }

    [Fact]
    public void A_tombstone_counts_until_its_time_is_up_which_begins_with_the_end()
    {
        var left = (Free with { Ended = new EndMark(EndReason.Revoked, Start) }).Tombstone!;
        Assert.Equal(Start + Tombstone.Kept, left.Until);
        AssertBegins(Start + Tombstone.Kept, now => !left.IsOn(now));
        Assert.Null(Free.Tombstone);
    }

    [Fact]
    public void No_span_is_less_than_nothing()
    {
        Assert.Equal(Tick, Free.Remaining(Start + Idle - Tick));
        Assert.Equal(TimeSpan.Zero, Free.Remaining(Start + Idle));
        Assert.Equal(TimeSpan.Zero, Free.Remaining(Start + Idle + Tick));
        Assert.Equal(TimeSpan.Zero, Free.Age(Start - Tick));
        Assert.Equal(Tick, Free.Age(Start + Tick));
        Assert.Equal(TimeSpan.Zero, Held.Hold!.Age(Start - Tick));
        Assert.Equal(Tick, Held.Hold.Age(Start + Tick));
    }

    [Fact]
    public void A_use_counts_from_when_it_was_and_never_takes_back_a_later_one()
    {
        Assert.Equal(Start + Tick, Free.Touch(TimeSpan.Zero, Start + Tick).LastUse);
        Assert.Equal(Start + Tick, Free.Touch(-Tick, Start + Tick).LastUse);
        Assert.Equal(Start + Tick, Free.Touch(Tick, Start + 2 * Tick).LastUse);
        Assert.Same(Free, Free.Touch(Tick, Start + Tick));
        Assert.Same(Free, Free.Touch(TimeSpan.MaxValue, Start + Tick));
        Assert.Same(Free, Free.Touch(Start - DateTimeOffset.MinValue, Start));
    }

    [Fact]
    public void A_node_is_sent_what_is_newer_than_it_knows_and_everything_if_it_knows_what_never_was()
    {
        Assert.Equal(Free.Version, Free.Since(Free.Version));
        Assert.Equal(StateVersion.None, Free.Since(Free.Version.Next()));
        Assert.Equal(new StateVersion(3), Free.Since(new StateVersion(3)));
    }

    [Fact]
    public void A_lease_that_came_free_is_kept_for_the_first_waiter_until_its_time_is_up()
    {
        var queue = LeaseQueue.Empty.Enter(One, "a", Start).Enter(Other, "b", Start).Offer(Start);
        AssertBegins(Start + LeaseQueue.Reservation, now => queue.Reserved(now) is null);
        AssertBegins(Start - LeaseQueue.Reservation, now => queue.Reserved(now)?.Node == One);
        AssertBegins(Start + LeaseQueue.Reservation, now => queue.Leave(Other, now).Waiters.Count == 0);
        AssertBegins(Start + LeaseQueue.Patience, now => !queue.HasOthers(One, now));
        Assert.False(LeaseQueue.Empty.Enter(One, "a", Start).HasOthers(One, Start));
        var late = queue with { ReservedUntil = Start + LeaseQueue.Patience + LeaseQueue.Reservation };
        AssertBegins(Start + LeaseQueue.Patience, now => late.Reserved(now) is null && LeaseQueue.IsAhead(late.ReservedUntil, LeaseQueue.Reservation, now));
        AssertBegins(Start + LeaseQueue.Reservation, now => AcquireDecision.Of(
            Free with { Queue = queue }, null, new AcquireRequest(default, Other, StateVersion.None, "ask"), now).Refusal is null);
    }

    [Fact]
    public void As_many_nodes_wait_as_may_and_one_more_only_asks_again()
    {
        var queue = LeaseQueue.Empty;
        for (var number = 1; number <= LeaseQueue.MaxWaiters; number++)
        {
            queue = queue.Enter(NodeId.New(), "wait", Start);
            Assert.Equal(number, queue.Waiters.Count);
        }

        Assert.Equal(LeaseQueue.MaxWaiters, queue.Enter(One, "one more", Start).Waiters.Count);
        Assert.Equal("again", queue.Enter(queue.Waiters[^1].Node, "again", Start).Waiters[^1].Purpose);
    }

    [Fact]
    public void A_chain_takes_as_many_patches_as_it_may_each_on_what_it_was_made_on()
    {
        var patch = new PatchedValue("cart", new byte[] { 1 }, new StateVersion(7), 10, 12);
        var end = new ChainEnd(new StateVersion(7), 10, ChainEnd.MaxPatches - 1);
        Assert.True(end.Takes(patch));
        Assert.False((end with { Patches = ChainEnd.MaxPatches }).Takes(patch));
        Assert.False((end with { Length = 11 }).Takes(patch));
        Assert.False((end with { Version = new StateVersion(8) }).Takes(patch));
        Assert.Equal(new ChainEnd(new StateVersion(8), 12, ChainEnd.MaxPatches), end.Append(patch, new StateVersion(8)));
    }

    [Fact]
    public void What_is_as_long_as_it_may_be_is_taken()
    {
        SchemaSize.Check(new byte[IPrimaryStore.MaxSchemaBytes]);
        Assert.Throws<ArgumentException>(() => SchemaSize.Check(new byte[IPrimaryStore.MaxSchemaBytes + 1]));
        ValueLimit.Check("test", [new WholeValue("a", new byte[10])], 10);
        Assert.Throws<StoreRefusedException>(() => ValueLimit.Check("test", [new WholeValue("a", new byte[10]), new WholeValue("b", new byte[11])], 10));
    }

    private static void AssertBegins(DateTimeOffset instant, Func<DateTimeOffset, bool> holds) =>
        Assert.Equal((false, true, true), (holds(instant - Tick), holds(instant), holds(instant + Tick)));
}
