using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

public sealed class TrackingTests
{
    private readonly Rig _rig = new();

    [Fact]
    public async Task A_change_deep_in_an_object_is_stored_without_any_set()
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            var cart = await session.GetAsync(Keys.Cart);
            cart!.Lines[1].Quantity = 20;
            await session.CompleteAsync();
        }

        Assert.Equal(20, (await _rig.StoredAsync(id, Keys.Cart))!.Lines[1].Quantity);
    }

    [Fact]
    public async Task Unchanged_graph_sends_nothing()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.GetAsync(Keys.Cart);
        await session.GetAsync(Keys.Wizard);
        await session.CompleteAsync();

        Assert.Empty(_rig.Watched.Commits);
        Assert.Equal(0, _rig.Store.Calls(StoreVerb.Release));
    }

    [Fact]
    public async Task One_changed_of_three_touched_sends_one()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.GetAsync(Keys.Name);
        await session.GetAsync(Keys.Cart);
        (await session.GetAsync(Keys.Wizard))!.Step++;
        await session.CompleteAsync();

        Assert.Equal(["wizard"], _rig.Watched.SentNames);
    }

    [Fact]
    public async Task Setting_an_equal_value_sends_nothing()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Cart, Cart.OfThree());
        await session.SetAsync(Keys.Name, "Ada");
        await session.CompleteAsync();

        Assert.Empty(_rig.Watched.Commits);
    }

    [Fact]
    public async Task The_same_object_is_handed_out_each_time()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);

        Assert.Same(await session.GetAsync(Keys.Cart), await session.GetAsync(Keys.Cart));
        Assert.Same(await session.GetAsync(Keys.Name), session.Read(Keys.Name));
    }

    [Fact]
    public async Task A_second_commit_compares_again()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        var cart = (await session.GetAsync(Keys.Cart))!;
        cart.Lines[0].Quantity = 5;
        await session.CommitAsync();
        await session.CommitAsync();
        Assert.Single(_rig.Watched.Commits);

        cart.Lines[0].Quantity = 6;
        await session.CompleteAsync();

        Assert.Equal(2, _rig.Watched.Commits.Count);
        Assert.Equal(6, (await _rig.StoredAsync(id, Keys.Cart))!.Lines[0].Quantity);
    }

    [Fact]
    public async Task What_is_set_and_removed_again_sends_nothing()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Count, 7);
        await session.RemoveAsync("count");
        await session.CompleteAsync();

        Assert.Empty(_rig.Watched.Commits);
    }

    [Fact]
    public async Task A_removed_attribute_is_gone_at_once_and_from_the_store()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.RemoveAsync("cart");
        Assert.Null(await session.GetAsync(Keys.Cart));
        Assert.Equal(["name", "wizard"], session.Names);
        await session.CompleteAsync();

        Assert.IsType<Removal>(Assert.Single(Assert.Single(_rig.Watched.Commits).Differences));
        Assert.Null(await _rig.StoredAsync(id, Keys.Cart));
    }

    [Fact]
    public async Task Removed_and_set_again_unchanged_sends_nothing()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.RemoveAsync("cart");
        await session.SetAsync(Keys.Cart, Cart.OfThree());
        await session.CompleteAsync();

        Assert.Empty(_rig.Watched.Commits);
    }

    [Fact]
    public async Task Set_to_null_is_removed()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, null!);
        Assert.DoesNotContain("name", session.Names);
        await session.CompleteAsync();

        Assert.Null(await _rig.StoredAsync(id, Keys.Name));
    }

    [Fact]
    public async Task The_session_keeps_the_very_object_that_was_set()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        var cart = new Cart();
        await session.SetAsync(Keys.Cart, cart);
        cart.Lines.Add(new Line("fig", 9));
        Assert.Same(cart, await session.GetAsync(Keys.Cart));
        await session.CompleteAsync();

        Assert.Equal("fig", Assert.Single((await _rig.StoredAsync(id, Keys.Cart))!.Lines).Product);
    }

    [Fact]
    public async Task GetOrCreate_stores_what_it_made_and_asks_only_once()
    {
        await using var session = _rig.First.Create();
        var made = await session.GetOrCreateAsync(Keys.Cart, Cart.OfThree);
        Assert.Same(made, await session.GetOrCreateAsync(Keys.Cart, () => throw new InvalidOperationException()));
        Assert.True(session.IsNew);
        await session.CompleteAsync();

        Assert.False(session.IsNew);
        Assert.Equal(3, (await _rig.StoredAsync(session.Id, Keys.Cart))!.Lines.Count);
    }

    [Fact]
    public async Task A_new_session_that_was_only_looked_at_is_not_stored()
    {
        await using var session = _rig.First.Create();
        Assert.Null(await session.GetAsync(Keys.Cart));
        Assert.Equal(0, await session.GetAsync(Keys.Count));
        session.IdleTimeout = TimeSpan.FromHours(3);
        await session.CompleteAsync();

        Assert.True(session.IsNew);
        Assert.Equal(0, _rig.Store.TotalCalls);
    }

    [Fact]
    public async Task An_attribute_that_is_open_as_one_type_is_refused_as_another()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.GetAsync(Keys.Cart);
        var other = new SessionKey<Wizard>("cart");

        var refused = Assert.Throws<InvalidOperationException>(() => { _ = session.GetAsync(other); });
        Assert.Contains(typeof(Cart).ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(Wizard).ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => session.Read(other));
    }

    [Fact]
    public async Task Getting_a_live_attribute_completes_at_once_and_allocates_nothing()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.GetAsync(Keys.Cart);
        await session.GetAsync(Keys.Name);
        await session.GetAsync(Keys.Count);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var done = true;
        for (var i = 0; i < 100; i++)
        {
            done &= session.GetAsync(Keys.Cart).IsCompletedSuccessfully;
            done &= session.GetAsync(Keys.Name).IsCompletedSuccessfully;
            done &= session.GetAsync(Keys.Count).IsCompletedSuccessfully;
            done &= session.Read(Keys.Name) is not null;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(done);
    }

    [Fact]
    public async Task A_commit_of_an_unchanged_session_allocates_nothing()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.GetAsync(Keys.Cart);
        await session.GetAsync(Keys.Wizard);
        await session.CommitAsync();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Assert.True(session.CommitAsync().IsCompletedSuccessfully);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
