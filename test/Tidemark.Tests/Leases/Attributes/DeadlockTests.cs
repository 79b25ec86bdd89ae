using Tidemark.Leases.Attributes;

namespace Tidemark.Tests.Leases.Attributes;

public sealed class DeadlockTests
{
    private readonly LockRig _rig = new();
    private readonly LockOwner _a = new("GET /a");
    private readonly LockOwner _b = new("GET /b");
    private readonly LockOwner _c = new("GET /c");

    [Fact]
    public async Task The_one_whose_wait_closes_a_cycle_is_refused_at_once_and_keeps_what_it_had()
    {
        _rig.Has(_a, "cart");
        _rig.Has(_b, "user");
        var waits = _rig.TakeAsync(_a, "user");
        var closes = _rig.TakeAsync(_b, "cart");
        Assert.True(closes.IsFaulted);
        Assert.True(_rig.Locks.IsHeldBy(_b, "user"));
        Assert.False(waits.IsCompleted);

        _rig.Locks.ReleaseAll(_b);
        await LockRig.EndsAsync(waits);
    }

    [Fact]
    public async Task The_refusal_tells_the_attributes_the_purposes_and_the_remedy()
    {
        _rig.Has(_a, "cart");
        _rig.Has(_b, "user");
        _ = _rig.TakeAsync(_a, "user");
        var refused = await LockRig.FailsAsync<SessionDeadlockException>(_rig.TakeAsync(_b, "cart"));
        Assert.Equal(["cart", "user"], refused.Attributes);
        Assert.Equal(["GET /b", "GET /a"], refused.Purposes);
        Assert.Equal(
            "Requests of this session wait for each other's attributes: this one, 'GET /b', wants 'cart', which 'GET /a' holds; "
            + "'GET /a' wants 'user', which this one holds. To end the circle this access was refused at once; nothing was changed by "
            + "it, and the request still has what it had. It can be sent again. To avoid this, take several attributes together, "
            + "in one call, or get them in one order everywhere.",
            refused.Message);
    }

    [Fact]
    public async Task A_cycle_may_go_through_a_place_in_the_line()
    {
        // C waits for B only because B came first; B waits for C.
        _rig.Has(_a, "cart");
        _rig.Has(_c, "user");
        _ = _rig.TakeAsync(_b, "cart");
        _ = _rig.TakeAsync(_c, "cart");
        var refused = await LockRig.FailsAsync<SessionDeadlockException>(_rig.TakeAsync(_b, "user"));
        Assert.Equal(["user", "cart"], refused.Attributes);
        Assert.Contains("'GET /c' wants 'cart', for which this one came first.", refused.Message);
    }

    [Fact]
    public async Task A_cycle_may_go_through_any_of_the_waits_of_a_request()
    {
        _rig.Has(_a, "x");
        _rig.Has(_b, "y");
        _rig.Has(_c, "z");
        _ = Task.WhenAll(_rig.TakeAsync(_a, "y"), _rig.TakeAsync(_a, "z"));
        await LockRig.FailsAsync<SessionDeadlockException>(_rig.TakeAsync(_c, "x"));
        await LockRig.FailsAsync<SessionDeadlockException>(_rig.TakeAsync(_b, "x"));
    }

    [Fact]
    public async Task A_circle_of_many_is_found_and_told_in_part()
    {
        var owners = Enumerable.Range(0, 12).Select(number => new LockOwner($"GET /{number}")).ToArray();
        foreach (var (number, owner) in owners.Index())
            _rig.Has(owner, $"x{number}");
        foreach (var (number, owner) in owners[..^1].Index())
            Assert.False(_rig.TakeAsync(owner, $"x{number + 1}").IsCompleted);
        var refused = await LockRig.FailsAsync<SessionDeadlockException>(_rig.TakeAsync(owners[^1], "x0"));
        Assert.Equal(12, refused.Attributes.Count);
        Assert.Contains("and 4 more, the last of which waits for this one.", refused.Message);
    }

    [Fact]
    public async Task A_wait_that_only_goes_on_later_is_refused_when_it_would_close_a_cycle()
    {
        _rig.Has(_a, "a");
        _rig.Has(_b, "z");
        _rig.Has(_c, "m");
        var together = _rig.TakeTogetherAsync(_b, "a", "m");
        _ = _rig.TakeAsync(_c, "z");
        Assert.False(together.IsCompleted);

        _rig.Locks.ReleaseAll(_a);
        await LockRig.FailsAsync<SessionDeadlockException>(together);
        Assert.Equal("m: GET /c; z: GET /b < GET /c", _rig.Show());
    }

    [Fact]
    public void Waits_that_close_no_cycle_are_not_refused()
    {
        _rig.Has(_a, "cart");
        _rig.Has(_b, "user");
        Assert.False(_rig.TakeAsync(_b, "cart").IsCompleted);
        Assert.False(_rig.TakeAsync(_c, "cart").IsCompleted);
        Assert.False(_rig.TakeAsync(_b, "cart").IsCompleted);
        Assert.False(_rig.TakeAsync(_c, "user").IsCompleted);
    }
}
