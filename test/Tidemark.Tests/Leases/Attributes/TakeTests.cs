using Tidemark.Leases.Attributes;

namespace Tidemark.Tests.Leases.Attributes;

public sealed class TakeTests
{
    private readonly LockRig _rig = new();
    private readonly LockOwner _a = new("A");
    private readonly LockOwner _b = new("B");
    private readonly LockOwner _c = new("C");

    [Fact]
    public void A_free_attribute_is_had_at_once()
    {
        _rig.Has(_a, "cart");
        Assert.True(_rig.Locks.IsHeldBy(_a, "cart"));
        Assert.False(_rig.Locks.IsHeldBy(_b, "cart"));
        Assert.False(_rig.Locks.IsHeldBy(_a, "user"));
    }

    [Fact]
    public void An_owner_has_again_at_once_what_it_has_and_one_release_is_enough()
    {
        _rig.Has(_a, "cart", "cart", "cart");
        _rig.Locks.ReleaseAll(_a);
        _rig.Has(_b, "cart");
    }

    [Fact]
    public void Different_attributes_do_not_wait()
    {
        _rig.Has(_a, "cart");
        _rig.Has(_b, "user");
        Assert.Equal("cart: A; user: B", _rig.Show());
    }

    [Fact]
    public void Names_that_differ_in_case_are_different()
    {
        _rig.Has(_a, "cart");
        _rig.Has(_b, "Cart");
    }

    [Fact]
    public async Task Waiters_of_one_attribute_get_it_in_the_order_of_their_coming_and_one_at_a_time()
    {
        _rig.Has(_a, "cart");
        var second = _rig.TakeAsync(_b, "cart");
        var third = _rig.TakeAsync(_c, "cart");
        Assert.Equal("cart: A < B C", _rig.Show());

        _rig.Locks.ReleaseAll(_a);
        await LockRig.EndsAsync(second);
        Assert.False(third.IsCompleted);
        Assert.Equal("cart: B < C", _rig.Show());

        _rig.Locks.ReleaseAll(_b);
        await LockRig.EndsAsync(third);
        Assert.Equal("cart: C", _rig.Show());
    }

    [Fact]
    public async Task Everything_is_released_at_once_and_the_owner_can_take_again()
    {
        _rig.Has(_a, "cart", "user");
        var cart = _rig.TakeAsync(_b, "cart");
        var user = _rig.TakeAsync(_c, "user");
        _rig.Locks.ReleaseAll(_a);
        await LockRig.EndsAsync(Task.WhenAll(cart, user));

        var again = _rig.TakeAsync(_a, "cart");
        _rig.Locks.ReleaseAll(_b);
        await LockRig.EndsAsync(again);
        Assert.Equal("cart: A; user: C", _rig.Show());
    }

    [Fact]
    public void To_release_nothing_does_nothing()
    {
        _rig.Has(_a, "cart");
        _rig.Locks.ReleaseAll(_b);
        Assert.Equal("cart: A", _rig.Show());
        _rig.Locks.ReleaseAll(_a);
        _rig.Locks.ReleaseAll(_a);
        Assert.Equal("", _rig.Show());
    }

    [Fact]
    public async Task Parts_of_one_request_wait_for_several_attributes_at_a_time()
    {
        _rig.Has(_a, "cart");
        _rig.Has(_b, "user");
        var both = Task.WhenAll(_rig.TakeAsync(_c, "cart"), _rig.TakeAsync(_c, "user"));
        _rig.Locks.ReleaseAll(_b);
        Assert.True(_rig.Locks.IsHeldBy(_c, "user"));
        Assert.False(both.IsCompleted);
        _rig.Locks.ReleaseAll(_a);
        await LockRig.EndsAsync(both);
    }

    [Fact]
    public async Task Parts_of_one_request_that_want_the_same_attribute_get_it_together()
    {
        _rig.Has(_a, "cart");
        var first = _rig.TakeAsync(_b, "cart");
        var other = _rig.TakeAsync(_c, "cart");
        var again = _rig.TakeAsync(_b, "cart");
        Assert.Equal("cart: A < B B C", _rig.Show());

        _rig.Locks.ReleaseAll(_a);
        await LockRig.EndsAsync(Task.WhenAll(first, again));
        Assert.False(other.IsCompleted);
        Assert.Equal("cart: B < C", _rig.Show());
    }

    [Fact]
    public async Task Continuations_run_after_the_release_and_not_inside_it()
    {
        _rig.Has(_a, "cart");
        var insideRelease = true;
        async Task ContinueAsync()
        {
            await _rig.Locks.TakeAsync(_b, "cart", _rig.Wait, default).ConfigureAwait(false);
            insideRelease = InRelease;
        }

        var continued = ContinueAsync();
        InRelease = true;
        _rig.Locks.ReleaseAll(_a);
        InRelease = false;
        await LockRig.EndsAsync(continued);
        Assert.False(insideRelease);
    }

    [Fact]
    public async Task A_report_says_who_has_what_and_who_waits_and_for_how_long()
    {
        _rig.Has(_a, "user", "cart");
        _rig.Time.Advance(TimeSpan.FromSeconds(2));
        var waiting = _rig.TakeAsync(_b, "user");
        _rig.Time.Advance(TimeSpan.FromSeconds(3));

        var report = _rig.Locks.Report();
        Assert.Equal(["cart", "user"], report.Select(line => line.Name));
        Assert.All(report, line => Assert.Equal(("A", TimeSpan.FromSeconds(5)), (line.Holder, line.Held)));
        Assert.Empty(report[0].Waiting);
        Assert.Equal([new SessionLocks.Request("B", false, TimeSpan.FromSeconds(3))], report[1].Waiting);

        _rig.Locks.ReleaseAll(_a);
        await LockRig.EndsAsync(waiting);
        Assert.Equal(TimeSpan.Zero, Assert.Single(_rig.Locks.Report()).Held);
    }

    [ThreadStatic]
    private static bool InRelease;
}
