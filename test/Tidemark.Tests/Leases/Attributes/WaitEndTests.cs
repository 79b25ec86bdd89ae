using Tidemark.Leases;
using Tidemark.Leases.Attributes;

namespace Tidemark.Tests.Leases.Attributes;

public sealed class WaitEndTests
{
    private readonly LockRig _rig = new(waiterLimit: 2);
    private readonly LockOwner _a = new("GET /a");
    private readonly LockOwner _b = new("B");
    private readonly LockOwner _c = new("C");

    [Fact]
    public async Task A_wait_that_takes_too_long_ends_with_who_has_what_and_since_when()
    {
        _rig.Has(_a, "cart");
        _rig.Time.Advance(TimeSpan.FromSeconds(5));
        var take = _rig.TakeAsync(_b, "cart");
        _rig.Time.Advance(LockRig.Patience);
        var timeout = await LockRig.FailsAsync<SessionLockTimeoutException>(take);
        Assert.Equal(("GET /a", TimeSpan.FromSeconds(15), LockRig.Patience), (timeout.HolderPurpose, timeout.Held, timeout.Waited));
        Assert.StartsWith("The attribute 'cart' was not free within 00:00:10: 'GET /a' has held it for 00:00:15.", timeout.Message);
        Assert.Equal("cart: GET /a", _rig.Show());
    }

    [Fact]
    public async Task A_request_that_has_used_up_its_patience_elsewhere_does_not_wait_but_takes_what_is_free()
    {
        _rig.Has(_a, "cart");
        var wait = _rig.Wait;
        _rig.Time.Advance(LockRig.Patience);
        await LockRig.FailsAsync<SessionLockTimeoutException>(_rig.Locks.TakeAsync(_b, "cart", wait, default).AsTask());
        Assert.True(_rig.Locks.TakeAsync(_b, "user", wait, default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_the_line()
    {
        _rig.Has(_a, "cart");
        using var cancellation = new CancellationTokenSource();
        var cancelled = _rig.TakeAsync(_b, "cart", cancellation.Token);
        var next = _rig.TakeAsync(_c, "cart");
        await cancellation.CancelAsync();
        var thrown = await LockRig.FailsAsync<OperationCanceledException>(cancelled);
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        Assert.True(cancelled.IsCanceled);

        _rig.Locks.ReleaseAll(_a);
        await LockRig.EndsAsync(next);
    }

    [Fact]
    public void A_request_that_is_cancelled_already_takes_nothing()
    {
        Assert.True(_rig.TakeAsync(_a, "cart", new CancellationToken(canceled: true)).IsCanceled);
        Assert.Equal("", _rig.Show());
    }

    [Fact]
    public async Task Of_two_parts_in_one_line_one_may_give_up_and_the_other_keeps_their_place()
    {
        _rig.Has(_a, "cart");
        using var cancellation = new CancellationTokenSource();
        var givesUp = _rig.TakeAsync(_b, "cart", cancellation.Token);
        var stays = _rig.TakeAsync(_b, "cart");
        await cancellation.CancelAsync();
        await LockRig.FailsAsync<OperationCanceledException>(givesUp);
        _rig.Locks.ReleaseAll(_a);
        await LockRig.EndsAsync(stays);
        Assert.Equal("cart: B", _rig.Show());
    }

    [Fact]
    public async Task Too_many_waiters_are_refused_at_once_and_there_is_room_again_when_one_has_gone()
    {
        _rig.Has(_a, "cart", "user");
        var first = _rig.TakeAsync(_b, "cart");
        _ = _rig.TakeAsync(_c, "user");
        var refused = await LockRig.FailsAsync<SessionLockTimeoutException>(_rig.TakeAsync(new LockOwner("D"), "cart"));
        Assert.Equal(("GET /a", TimeSpan.Zero), (refused.HolderPurpose, refused.Waited));
        Assert.Contains("2 accesses", refused.Message);
        _rig.Has(new LockOwner("E"), "free");

        _rig.Locks.ReleaseAll(_a);
        await LockRig.EndsAsync(first);
        Assert.False(_rig.TakeAsync(new LockOwner("F"), "cart").IsCompleted);
        Assert.False(_rig.TakeAsync(new LockOwner("G"), "cart").IsCompleted);
        Assert.True(_rig.TakeAsync(new LockOwner("H"), "cart").IsFaulted);
    }

    [Fact]
    public async Task Who_releases_everything_ends_its_own_waits_so_that_nothing_comes_too_late()
    {
        _rig.Has(_a, "b");
        var forgotten = _rig.TakeTogetherAsync(_b, "a", "b");
        _rig.Locks.ReleaseAll(_b);
        var thrown = await LockRig.FailsAsync<InvalidOperationException>(forgotten);
        Assert.Contains("'b'", thrown.Message);
        _rig.Locks.ReleaseAll(_a);
        Assert.Equal("", _rig.Show());
    }

    [Fact]
    public void No_timer_outlives_its_wait()
    {
        _rig.Has(_a, "cart");
        var take = _rig.TakeAsync(_b, "cart");
        Assert.Equal(1, _rig.Time.WaitingTimers);
        _rig.Locks.ReleaseAll(_a);
        Assert.True(SpinWait.SpinUntil(() => take.IsCompleted, LockRig.Patience));
        Assert.Equal(0, _rig.Time.WaitingTimers);
    }
}
