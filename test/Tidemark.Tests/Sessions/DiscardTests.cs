namespace Tidemark.Tests.Sessions;

public sealed class DiscardTests
{
    private readonly Rig _rig = new();

    [Fact]
    public async Task A_request_that_throws_changes_nothing()
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            (await session.GetAsync(Keys.Cart))!.Lines.Clear();
            await session.SetAsync(Keys.Name, "Bob");
            await session.SetAsync(Keys.Count, 1);
            await session.RemoveAsync("wizard");
            session.IdleTimeout = TimeSpan.FromDays(1);
            await session.RegenerateIdAsync();
            session.Abandon();

            session.Discard();
            await session.CompleteAsync();
            Assert.Equal(id, session.Id);
        }

        Assert.Empty(_rig.Watched.Commits);
        await using var after = await _rig.OpenAsync(id);
        Assert.Equal(["cart", "name", "wizard"], after.Names);
        Assert.Equal(3, (await after.GetAsync(Keys.Cart))!.Lines.Count);
    }

    [Fact]
    public async Task What_was_touched_is_read_again_from_the_last_commit()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        var cart = (await session.GetAsync(Keys.Cart))!;
        cart.Lines[0].Quantity = 10;
        await session.CommitAsync();
        cart.Lines[0].Quantity = 100;
        session.Discard();

        var again = (await session.GetAsync(Keys.Cart))!;
        Assert.NotSame(cart, again);
        Assert.Equal(10, again.Lines[0].Quantity);
    }

    [Fact]
    public async Task Changes_after_a_discard_are_stored_without_what_was_before()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        (await session.GetAsync(Keys.Cart))!.Lines.Clear();
        session.Discard();
        (await session.GetAsync(Keys.Cart))!.Lines[2].Quantity = 30;
        await session.CompleteAsync();

        var stored = (await _rig.StoredAsync(id, Keys.Cart))!;
        Assert.Equal([1, 2, 30], stored.Lines.Select(line => line.Quantity));
    }

    [Fact]
    public async Task Disposing_without_a_commit_stores_nothing_and_frees_the_session()
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
            await session.SetAsync(Keys.Name, "Bob");

        Assert.Equal("Ada", await _rig.StoredAsync(id, Keys.Name));
        await using var other = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive);
        Assert.NotNull(other);
    }

    [Fact]
    public async Task A_closed_session_refuses_changes_and_says_so()
    {
        var id = await _rig.StoreAsync();
        var session = await _rig.OpenAsync(id);
        await session.CompleteAsync();

        var refused = Assert.Throws<InvalidOperationException>(() => { _ = session.GetAsync(Keys.Cart); });
        Assert.Contains("completed", refused.Message, StringComparison.Ordinal);
        Assert.Equal("Ada", session.Read(Keys.Name));
        await session.CompleteAsync();
        await session.DisposeAsync();
        await session.DisposeAsync();
    }
}
