using Tidemark.Leases.Attributes;

namespace Tidemark.Tests.Leases.Attributes;

public sealed class TakeTogetherTests
{
    private readonly LockRig _rig = new();
    private readonly LockOwner _a = new("A");
    private readonly LockOwner _b = new("B");
    private readonly LockOwner _c = new("C");

    [Fact]
    public void Free_attributes_are_had_at_once_in_any_kind_of_collection()
    {
        Assert.True(_rig.Locks.TakeAsync(_a, new[] { "b", "a", "b" }, _rig.Wait, default).IsCompletedSuccessfully);
        Assert.True(_rig.Locks.TakeAsync(_b, new HashSet<string> { "d", "c" }, _rig.Wait, default).IsCompletedSuccessfully);
        Assert.True(_rig.Locks.TakeAsync(_c, Array.Empty<string>(), _rig.Wait, default).IsCompletedSuccessfully);
        Assert.Equal("a: A; b: A; c: B; d: B", _rig.Show());
    }

    [Fact]
    public async Task They_are_waited_for_in_ordinal_order()
    {
        _rig.Has(_a, "b");
        _rig.Has(_b, "a", "c");
        var together = _rig.TakeTogetherAsync(_c, "c", "b", "a");
        Assert.Equal("a: B < C; b: A; c: B", _rig.Show());
        _rig.Locks.ReleaseAll(_b);
        Assert.Equal("a: C; b: A < C", _rig.Show());
        _rig.Locks.ReleaseAll(_a);
        await LockRig.EndsAsync(together);
        Assert.Equal("a: C; b: C; c: C", _rig.Show());
    }

    [Fact]
    public async Task Opposite_orders_do_not_deadlock()
    {
        _rig.Has(_a, "a");
        var first = _rig.TakeTogetherAsync(_b, "b", "a");
        var second = _rig.TakeTogetherAsync(_c, "a", "b");
        _rig.Locks.ReleaseAll(_a);
        await LockRig.EndsAsync(first);
        _rig.Locks.ReleaseAll(_b);
        await LockRig.EndsAsync(second);
    }

    [Fact]
    public async Task All_or_nothing_a_timeout_passes_on_what_was_got_so_far()
    {
        _rig.Has(_a, "b");
        var together = _rig.TakeTogetherAsync(_b, "a", "b");
        _rig.Time.Advance(LockRig.Patience / 2);
        var other = _rig.TakeAsync(_c, "a");
        Assert.Equal("a: B < C; b: A < B", _rig.Show());
        Assert.False(_rig.Locks.IsHeldBy(_b, "a"));

        _rig.Time.Advance(LockRig.Patience / 2);
        await LockRig.FailsAsync<SessionLockTimeoutException>(together);
        await LockRig.EndsAsync(other);
        Assert.Equal("a: C; b: A", _rig.Show());
    }

    [Fact]
    public async Task What_the_owner_had_before_stays_when_the_rest_fails()
    {
        _rig.Has(_a, "b");
        _rig.Has(_b, "a");
        var together = _rig.TakeTogetherAsync(_b, "a", "b");
        _rig.Time.Advance(LockRig.Patience);
        await LockRig.FailsAsync<SessionLockTimeoutException>(together);
        Assert.True(_rig.Locks.IsHeldBy(_b, "a"));
    }

    [Fact]
    public async Task What_another_part_of_the_request_got_meanwhile_stays_when_the_rest_fails()
    {
        _rig.Has(_a, "b");
        var together = _rig.TakeTogetherAsync(_b, "a", "b");
        _rig.Has(_b, "a");
        _rig.Time.Advance(LockRig.Patience);
        await LockRig.FailsAsync<SessionLockTimeoutException>(together);
        Assert.True(_rig.Locks.IsHeldBy(_b, "a"));
    }

    [Fact]
    public async Task Of_two_parts_of_a_request_the_one_that_fails_leaves_the_other_what_both_want()
    {
        _rig.Has(_a, "b");
        _rig.Has(_c, "c");
        var fails = _rig.TakeTogetherAsync(_b, "a", "b");
        _rig.Time.Advance(LockRig.Patience / 2);
        var succeeds = _rig.TakeTogetherAsync(_b, "a", "c");
        _rig.Time.Advance(LockRig.Patience / 2);
        await LockRig.FailsAsync<SessionLockTimeoutException>(fails);
        Assert.Equal("a: B; b: A; c: C < B", _rig.Show());
        _rig.Locks.ReleaseAll(_c);
        await LockRig.EndsAsync(succeeds);
        Assert.True(_rig.Locks.IsHeldBy(_b, "a"));
    }
}
