using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Tests.Sessions;

public sealed class PoisonTests
{
    private static readonly byte[] Poison = [0xde, 0xad, 0xbe, 0xef, 1, 2, 3];

    private readonly Rig _rig = new();
    private readonly byte[] _name = new GraphSerializer().PlanOf<string>().Encode("Ada");

    [Fact]
    public async Task An_attribute_that_cannot_be_read_harms_no_other_and_its_bytes_stay()
    {
        var id = await _rig.StoreRawAsync(("cart", Poison), ("name", _name));
        await using (var session = await _rig.OpenAsync(id))
        {
            Assert.Equal("Ada", await session.GetAsync(Keys.Name));
            var unreadable = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetAsync(Keys.Cart));
            Assert.Equal("cart", unreadable.Attribute);
            Assert.IsType<GraphFormatException>(unreadable.InnerException);
            await session.SetAsync(Keys.Name, "Bob");
            await session.CompleteAsync();
        }

        Assert.Equal(["name"], _rig.Watched.SentNames);
        Assert.Equal(Poison, await BytesAsync(id, "cart"));
    }

    [Fact]
    public async Task What_nobody_touches_is_never_decoded()
    {
        var id = await _rig.StoreRawAsync(("a", Poison), ("b", Poison), ("name", _name));
        await using var session = await _rig.OpenAsync(id);
        Assert.Equal(["a", "b", "name"], session.Names);
        await session.SetAsync(Keys.Name, "Bob");
        await session.RegenerateIdAsync();
        await session.CompleteAsync();

        Assert.Equal(Poison, await BytesAsync(session.Id, "a"));
        Assert.Equal(Poison, await BytesAsync(session.Id, "b"));
    }

    [Fact]
    public async Task GetOrCreate_does_not_replace_what_it_cannot_read()
    {
        var id = await _rig.StoreRawAsync(("cart", Poison));
        await using var session = await _rig.OpenAsync(id);
        await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetOrCreateAsync(Keys.Cart, () => new Cart()));
        Assert.Throws<SessionAttributeException>(() => session.Read(Keys.Cart));
        await session.CompleteAsync();

        Assert.Equal(Poison, await BytesAsync(id, "cart"));
    }

    [Fact]
    public async Task Setting_or_removing_rids_of_what_cannot_be_read()
    {
        var id = await _rig.StoreRawAsync(("cart", Poison), ("wizard", Poison));
        await using (var session = await _rig.OpenAsync(id))
        {
            await session.SetAsync(Keys.Cart, Cart.OfThree());
            await session.RemoveAsync("wizard");
            await session.CompleteAsync();
        }

        await using var after = await _rig.OpenAsync(id);
        Assert.Equal(["cart"], after.Names);
        Assert.Equal(3, (await after.GetAsync(Keys.Cart))!.Lines.Count);
    }

    [Fact]
    public async Task A_type_that_is_no_state_is_refused_by_name_at_set()
    {
        await using var session = _rig.First.Create();
        var key = new SessionKey<Action>("action");
        var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.SetAsync(key, () => { }));

        Assert.Equal("action", refused.Attribute);
        Assert.IsType<GraphException>(refused.InnerException);
        Assert.Empty(session.Names);
    }

    [Fact]
    public async Task An_object_that_became_no_state_fails_its_commit_and_leaves_the_store_as_it_was()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        var holder = new Holder();
        await session.SetAsync(new SessionKey<Holder>("holder"), holder);
        await session.SetAsync(Keys.Name, "Bob");
        holder.Anything = new MemoryStream();

        var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.CommitAsync());
        Assert.Equal("holder", refused.Attribute);
        Assert.Equal("Ada", await _rig.StoredAsync(id, Keys.Name));
        session.Discard();
        await session.CompleteAsync();
        Assert.Empty(_rig.Watched.Commits);
    }

    [Fact]
    public async Task A_late_change_to_what_is_no_state_is_told_as_the_attributes_error()
    {
        var key = new SessionKey<Holder>("holder");
        var id = await _rig.StoreAsync();
        await using var late = await _rig.OpenAsync(id);
        var holder = await late.GetOrCreateAsync(key, () => new Holder());
        await late.StandByAsync();
        await (await _rig.OpenAsync(id)).DisposeAsync();
        holder.Anything = new MemoryStream();

        Assert.Equal("holder", (await Assert.ThrowsAsync<SessionAttributeException>(async () => await late.CompleteAsync())).Attribute);
        holder.Anything = null;
        await late.CompleteAsync();
    }

    private async Task<byte[]> BytesAsync(SessionId id, string name) =>
        StoredValue.Read((await _rig.StateAsync(id))!.Changed.Single(attribute => attribute.Name == name), null, int.MaxValue).Bytes.ToArray();

    private sealed class Holder
    {
        public object? Anything { get; set; }
    }
}
