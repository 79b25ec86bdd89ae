using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>The node could not renew its lease on life for a while: nothing cached counts before its leases are renewed.</summary>
public sealed class OutageTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void Cached_state_is_served_again_only_under_a_renewed_lease() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        var before = _rig.Store.Calls(StoreVerb.Acquire);
        await OutageAsync();
        await using var session = await _rig.OpenAsync(id);

        Assert.Equal(before + 1, _rig.Store.Calls(StoreVerb.Acquire));
        Assert.Equal("Ada", await session.GetAsync(Keys.Name));
    });

    [Fact]
    public void While_the_store_is_away_nothing_cached_is_served() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        _rig.Store.IsDown = true;
        _rig.Time.Advance(TimeSpan.FromSeconds(9));

        foreach (var access in new[] { SessionAccess.Shared, SessionAccess.Exclusive, SessionAccess.ReadOnly })
            await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.OpenAsync(id, access));
    });

    [Theory]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.Exclusive)]
    public void Requests_go_on_if_nobody_had_the_session_meanwhile(SessionAccess access) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, access);
        var cart = await session.GetAsync(Keys.Cart);
        cart!.Lines[0].Quantity = 7;
        await session.SetAsync(Keys.Count, 1);
        await session.RemoveAsync("name");
        await OutageAsync();
        cart.Lines[1].Quantity = 8;
        Assert.Same(cart, await session.GetAsync(Keys.Cart));
        await session.CompleteAsync();

        Assert.Equal(["cart", "count", "name"], _rig.Watched.SentNames);
        Assert.Equal(1, await _rig.StoredAsync(id, Keys.Count));
        Assert.Equal([7, 8, 3], (await _rig.StoredAsync(id, Keys.Cart))!.Lines.Select(line => line.Quantity));
    });

    [Theory]
    [InlineData(SessionAccess.Shared, false)]
    [InlineData(SessionAccess.Exclusive, false)]
    [InlineData(SessionAccess.Shared, true)]
    public void A_change_of_what_another_node_changed_meanwhile_is_refused(SessionAccess access, bool othersCameFirst) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, access);
        await session.SetAsync(Keys.Name, "Bob");
        await StealDuringOutageAsync(id);
        if (othersCameFirst)
            await using (var other = await _rig.OpenAsync(id, SessionAccess.Shared))
                Assert.Equal("Eve", other.Read(Keys.Name));

        var refused = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
        Assert.Equal(CommitFailure.Refused, refused.Failure);
        Assert.Equal("Eve", await _rig.StoredAsync(id, Keys.Name));
        await session.DisposeAsync();
        await using var next = await _rig.OpenAsync(id, access);
        Assert.Equal("Eve", await next.GetAsync(Keys.Name));
    });

    [Fact]
    public void A_renewal_whose_answer_was_lost_keeps_nobody_out() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        await OutageAsync();
        _rig.Store.Script(StoreVerb.Acquire, StoreFault.AnswerLate(TimeSpan.FromSeconds(6)));
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.OpenAsync(id));
        await Task.Delay(TimeSpan.FromSeconds(10), _rig.Time);

        await using var there = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive);
        Assert.NotNull(there);
    });

    private async Task OutageAsync()
    {
        _rig.Store.IsDown = true;
        await Task.Delay(TimeSpan.FromSeconds(12), _rig.Time);
        await _rig.ReturnAsync();
    }

    private async Task StealDuringOutageAsync(SessionId id)
    {
        _rig.Store.IsDown = true;
        await Task.Delay(TimeSpan.FromSeconds(12), _rig.Time);
        await using (var thief = _rig.NewNode(_rig.Memory))
        await using (var session = await thief.OpenAsync(id, SessionAccess.Exclusive))
        {
            await session!.SetAsync(Keys.Name, "Eve");
            await session.CompleteAsync();
        }

        await _rig.ReturnAsync();
    }
}
