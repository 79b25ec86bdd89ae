namespace Tidemark.Tests.Sessions;

public sealed class LimitTests
{
    private readonly Rig _rig = new(options =>
    {
        options.MaxAttributeBytes = 2_000;
        options.MaxSessionBytes = 3_000;
        options.MaxAttributes = 4;
    });

    [Fact]
    public async Task A_value_that_is_too_large_is_refused_where_it_is_set()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.SetAsync(Keys.Blob, new byte[2_001]));

        Assert.Equal("blob", refused.Attribute);
        Assert.Contains("2000", refused.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(TidemarkOptions.MaxAttributeBytes), refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("blob", session.Names);
        await session.CompleteAsync();
        Assert.Empty(_rig.Watched.Commits);
    }

    [Fact]
    public async Task Values_that_are_too_large_together_are_refused_where_the_last_is_set()
    {
        await using var session = _rig.First.Create();
        await session.SetAsync(Keys.Blob, new byte[1_800]);
        var other = new SessionKey<byte[]>("other");
        var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.SetAsync(other, new byte[1_800]));

        Assert.Equal("other", refused.Attribute);
        Assert.Contains(nameof(TidemarkOptions.MaxSessionBytes), refused.Message, StringComparison.Ordinal);
        await session.SetAsync(other, new byte[500]);
        await session.CompleteAsync();
        Assert.Equal(500, (await _rig.StoredAsync(session.Id, other))!.Length);
    }

    [Fact]
    public async Task One_attribute_too_many_is_refused_where_it_is_set_or_made()
    {
        await using var session = _rig.First.Create();
        for (var i = 0; i < 4; i++)
            await session.SetAsync(new SessionKey<int>($"n{i}"), i);

        var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.SetAsync(Keys.Count, 1));
        Assert.Contains(nameof(TidemarkOptions.MaxAttributes), refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetOrCreateAsync(Keys.Cart, () => new Cart()));
        await session.SetAsync(new SessionKey<int>("n0"), 5);
        await session.RemoveAsync("n1");
        await session.SetAsync(Keys.Count, 1);
        Assert.Equal(["count", "n0", "n2", "n3"], session.Names);
    }

    [Fact]
    public async Task An_object_that_grew_too_large_is_refused_at_the_commit_and_nothing_stored_is_lost()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        var cart = (await session.GetAsync(Keys.Cart))!;
        await session.SetAsync(Keys.Name, "Bob");
        for (var i = 0; i < 500; i++)
            cart.Lines.Add(new Line("fig", i));

        var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.CommitAsync());
        Assert.Equal("cart", refused.Attribute);
        Assert.Empty(_rig.Watched.Commits);
        Assert.Equal(3, (await _rig.StoredAsync(id, Keys.Cart))!.Lines.Count);

        cart.Lines.RemoveRange(4, 499);
        await session.CompleteAsync();
        Assert.Equal(4, (await _rig.StoredAsync(id, Keys.Cart))!.Lines.Count);
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
    }

    [Fact]
    public async Task A_session_over_a_lowered_limit_may_shrink()
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            await session.SetAsync(Keys.Blob, new byte[1_000]);
            await session.CompleteAsync();
        }

        _rig.Options.MaxSessionBytes = 500;
        await using var later = await _rig.OpenAsync(id);
        await later.SetAsync(Keys.Blob, new byte[900]);
        await later.CompleteAsync();
        _rig.Options.MaxSessionBytes = 3_000;
        Assert.Equal(900, (await _rig.StoredAsync(id, Keys.Blob))!.Length);
    }
}
