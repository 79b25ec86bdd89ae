using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>What a lease that is kept saves, and what a node that gets one back is spared.</summary>
public sealed class KeptLeaseTests
{
    private readonly Rig _rig = new();

    [Theory]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.Exclusive)]
    public async Task The_next_request_gets_the_same_object_without_a_call_of_the_store(SessionAccess access)
    {
        var id = await _rig.StoreAsync();
        Cart cart;
        await using (var session = await _rig.OpenAsync(id, access))
        {
            cart = (await session.GetAsync(Keys.Cart))!;
            await session.CompleteAsync();
        }

        var before = _rig.Store.TotalCalls;
        await using (var session = await _rig.OpenAsync(id, access))
        {
            Assert.Same(cart, await session.GetAsync(Keys.Cart));
            await session.CompleteAsync();
        }

        await using (var reading = await _rig.OpenAsync(id, SessionAccess.ReadOnly))
            Assert.Equal("Ada", reading.Read(Keys.Name));
        Assert.Equal(before, _rig.Store.TotalCalls);
    }

    [Fact]
    public async Task A_change_takes_one_call_of_the_store()
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        for (var i = 0; i < 3; i++)
        {
            var before = _rig.Store.TotalCalls;
            await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
            (await session.GetAsync(Keys.Wizard))!.Step++;
            await session.CompleteAsync();
            Assert.Equal(before + 1, _rig.Store.TotalCalls);
        }

        Assert.Equal(["wizard", "wizard", "wizard"], _rig.Watched.SentNames);
    }

    [Fact]
    public async Task The_creator_of_a_session_keeps_its_lease()
    {
        await using var created = _rig.First.Create();
        await created.SetAsync(Keys.Cart, Cart.OfThree());
        await created.CompleteAsync();
        var before = _rig.Store.TotalCalls;
        await using var session = await _rig.OpenAsync(created.Id, SessionAccess.Shared);
        Assert.NotNull(await session.GetAsync(Keys.Cart));

        Assert.Equal(before, _rig.Store.TotalCalls);
    }

    [Fact]
    public async Task A_node_that_gets_a_session_back_is_sent_only_what_is_newer()
    {
        var id = await _rig.StoreAsync();
        Cart cart;
        Wizard wizard;
        await using (var session = await _rig.OpenAsync(id))
        {
            cart = (await session.GetAsync(Keys.Cart))!;
            wizard = (await session.GetAsync(Keys.Wizard))!;
            await session.CompleteAsync();
        }

        await using (var there = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))
        {
            (await there!.GetAsync(Keys.Wizard))!.Step = 8;
            await there.SetAsync(Keys.Count, 1);
            await there.RemoveAsync("name");
            await there.CompleteAsync();
        }

        await using var back = await _rig.OpenAsync(id);
        var granted = Assert.IsType<AcquireOutcome.Granted>(_rig.Watched.Acquired.Last());
        Assert.Equal(["count", "wizard"], granted.State.Changed.Select(attribute => attribute.Name).Order());
        Assert.Equal(["cart"], granted.State.Unchanged);
        Assert.Same(cart, await back.GetAsync(Keys.Cart));
        Assert.NotSame(wizard, await back.GetAsync(Keys.Wizard));
        Assert.Equal(8, (await back.GetAsync(Keys.Wizard))!.Step);
        Assert.Equal(["cart", "count", "wizard"], back.Names);
    }

    [Fact]
    public void A_session_that_goes_round_takes_two_calls_a_request_until_it_settles() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var nodes = new[] { _rig.First, _rig.NewNode() };
        await nodes[1].StartAsync(CancellationToken.None);
        for (var i = 0; i < 6; i++)
            await ChangeAsync(nodes[i % 2], id, i);
        for (var i = 6; i < 16; i++)
            Assert.Equal(2, await CallsAsync(() => ChangeAsync(nodes[i % 2], id, i % 3 == 0 ? null : i)));

        // Three requests in a row on one node, and the next one finds the lease kept.
        for (var i = 0; i < 4; i++)
            await ChangeAsync(nodes[0], id, 100 + i);
        Assert.Equal(0, await CallsAsync(() => ChangeAsync(nodes[0], id, null)));
        Assert.Equal(1, await CallsAsync(() => ChangeAsync(nodes[0], id, 200)));
    });

    private async Task<int> CallsAsync(Func<Task> request)
    {
        var before = _rig.Store.TotalCalls;
        await request();
        return _rig.Store.TotalCalls - before;
    }

    private static async Task ChangeAsync(SessionManager node, SessionId id, int? count)
    {
        await using var session = await node.OpenAsync(id, SessionAccess.Shared);
        if (count is { } value)
            await session!.SetAsync(Keys.Count, value);
        await session!.CompleteAsync();
    }
}
