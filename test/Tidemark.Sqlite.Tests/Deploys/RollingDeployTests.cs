using Tidemark.Graph;

namespace Tidemark.Sqlite.Tests.Deploys;

/// <summary>A deploy as it goes: the node of the old build serves, the new one takes over, and back again.</summary>
public sealed class RollingDeployTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_goes_to_the_new_build_and_back_while_both_keep_their_leases(bool isDurable)
    {
        await using var builds = new TwoBuilds(isDurable);
        var id = await builds.CreateAsync(isNew: false, async session => await session.SetAsync(
            Old.CartKey, new Old.Cart { Customer = "Ada", Referrer = "a friend", Lines = { new() { Sku = "a", Qty = 1, Remark = "ripe" } } }));

        // The old node has served it last, and keeps its lease and its objects.
        await builds.RequestAsync(isNew: false, id, async session => (await session.GetAsync(Old.CartKey))!.Steps++);
        await builds.RequestAsync(isNew: true, id, async session =>
        {
            var cart = (await session.GetAsync(New.CartKey))!;
            Assert.Equal((1L, "a", 1), (cart.Steps, cart.Lines[0].Sku, cart.Lines[0].Quantity));
            (cart.Coupon, cart.Lines[0].Discount, cart.Lines[0].Owner) = ("C10", 0.5m, cart);
        });

        // Back: a restart of the new node has failed, and the old one serves the session again, several times.
        for (var i = 0; i < 3; i++)
            await builds.RequestAsync(isNew: false, id, async session => (await session.GetAsync(Old.CartKey))!.Lines[0].Qty++);
        await builds.RestartAsync(isNew: true);
        await builds.RequestAsync(isNew: true, id, async session =>
        {
            var cart = (await session.GetAsync(New.CartKey))!;
            Assert.Equal(("C10", 0.5m, 4), (cart.Coupon, cart.Lines[0].Discount, cart.Lines[0].Quantity));
            Assert.Same(cart, cart.Lines[0].Owner);
        });
        await builds.RestartAsync(isNew: false);
        await builds.RequestAsync(isNew: false, id, async session =>
        {
            var cart = (await session.GetAsync(Old.CartKey))!;
            Assert.Equal(("a friend", "ripe"), (cart.Referrer, cart.Lines[0].Remark));
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_member_that_does_not_go_together_is_the_error_of_its_attribute_in_either_build(bool isDurable)
    {
        await using var builds = new TwoBuilds(isDurable);
        var id = await builds.CreateAsync(isNew: true, async session =>
        {
            await session.SetAsync(New.RankKey, new New.Rank { Grade = { 1, 2 } });
            await session.SetAsync(New.TasteKey, new New.Taste("dark", "serif"));
        });
        await builds.RequestAsync(isNew: false, id, async session =>
        {
            var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetAsync(Old.RankKey));
            Assert.Equal("Grade", Assert.IsType<GraphSchemaException>(refused.InnerException).Path);
            await session.SetAsync(Old.TasteKey, (await session.GetAsync(Old.TasteKey))! with { Theme = "light" });
        });
        await builds.RequestAsync(isNew: true, id, session =>
        {
            Assert.Equal([1, 2], session.Read(New.RankKey)!.Grade);
            Assert.Equal(new New.Taste("light", "serif"), session.Read(New.TasteKey));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Schemas_are_in_the_file_when_it_is_opened_again()
    {
        using var file = new TemporaryFile();
        foreach (var isFirst in new[] { true, false })
        {
            await using var store = new SqliteStore(new SqliteStoreOptions { Path = file.Path }, TimeProvider.System);
            if (isFirst)
                await store.PublishSchemaAsync(ulong.MaxValue, new byte[] { 1, 2, 3 }, default);
            Assert.Equal(new byte[] { 1, 2, 3 }, (await store.ReadSchemaAsync(ulong.MaxValue, default))!.Value.ToArray());
        }
    }
}
