using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>A lease that is kept keeps no session alive whose time is up, and one that is used lives on.</summary>
public sealed class KeptExpiryTests
{
    // No multiple of the time between two heartbeats, so that the upkeep has not been there yet.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1_201);

    private readonly Rig _rig = new(options => (options.IdleTimeout, options.AbsoluteTimeout) = (Idle, Idle * 3));

    [Theory]
    [InlineData(SessionAccess.Shared, false)]
    [InlineData(SessionAccess.Exclusive, false)]
    [InlineData(SessionAccess.ReadOnly, false)]
    [InlineData(SessionAccess.Shared, true)]
    [InlineData(SessionAccess.ReadOnly, true)]
    public void A_session_that_was_not_used_for_its_idle_time_is_over(SessionAccess access, bool isLongOver) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        _rig.Time.Advance(Idle + (isLongOver ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(1)));

        Assert.Null(await _rig.First.OpenAsync(id, access));
        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void Reading_on_the_holder_is_use() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        for (var i = 0; i < 4; i++)
        {
            _rig.Time.Advance(Idle * 0.6);
            await using var session = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
        }
    });

    [Fact]
    public void However_busy_it_is_a_session_ends_at_its_absolute_time() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        for (var i = 0; i < 5; i++)
        {
            await (await _rig.OpenAsync(id)).CompleteAsync();
            _rig.Time.Advance(Idle * 0.59);
        }

        await (await _rig.OpenAsync(id)).CompleteAsync();
        _rig.Time.Advance(Idle * 0.06);
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Shared));
    });

    [Fact]
    public void Uses_are_told_to_the_store_many_at_a_time_and_seldom() => OneThread.Run(_rig.Time, async () =>
    {
        var ids = new List<SessionId>();
        for (var i = 0; i < 20; i++)
            ids.Add(await _rig.StoreAsync());
        for (var seconds = 0; seconds < 1_200; seconds += 20)
        {
            foreach (var id in ids)
                await (await _rig.OpenAsync(id, SessionAccess.Shared)).CompleteAsync();
            _rig.Time.Advance(TimeSpan.FromSeconds(20));
        }

        // Each session is due about every quarter of its idle time, all in one call.
        Assert.InRange(_rig.Store.Calls(StoreVerb.Touch), 3, 4);
        Assert.Equal(20, _rig.Store.Calls(StoreVerb.Acquire));
    });

    [Fact]
    public void After_the_node_has_left_idle_times_count_from_the_last_use() => OneThread.Run(_rig.Time, async () =>
    {
        var (used, unused) = (await _rig.StoreAsync(), await _rig.StoreAsync());
        await (await _rig.OpenAsync(used)).CompleteAsync();
        await (await _rig.OpenAsync(unused)).CompleteAsync();
        _rig.Time.Advance(TimeSpan.FromSeconds(600));
        await (await _rig.OpenAsync(used)).CompleteAsync();
        _rig.Time.Advance(TimeSpan.FromSeconds(500));
        await _rig.First.DisposeAsync();
        _rig.Time.Advance(TimeSpan.FromSeconds(102));

        var other = _rig.NewNode();
        Assert.Null(await other.OpenAsync(unused, SessionAccess.Shared));
        await using var there = await other.OpenAsync(used, SessionAccess.Shared);
        Assert.NotNull(there);
    });

    [Fact]
    public void A_node_that_leaves_lets_others_in_at_once() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        await _rig.First.DisposeAsync();
        var start = _rig.Time.GetTimestamp();
        await using var there = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive);

        Assert.NotNull(there);
        Assert.Equal(TimeSpan.Zero, _rig.Time.GetElapsedTime(start));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _rig.First.OpenAsync(id, SessionAccess.Shared));
    });
}
