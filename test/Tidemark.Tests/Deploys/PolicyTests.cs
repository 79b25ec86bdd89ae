using Tidemark.Graph;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Deploys;

public sealed class PolicyTests
{
    private static readonly SessionKey<Strange.Notebook> Dropped = new("notebook", WhenUnreadable.Drop);

    private readonly Rig _rig = new();

    [Fact]
    public async Task The_error_names_the_member_and_both_builds()
    {
        var id = await CreateAsync();
        await using var session = await _rig.OpenAsync(id);
        var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetAsync(Strange.Key));

        var (written, own) = (new GraphSerializer().PlanOf<Newer.Notebook>().Schema, new GraphSerializer().PlanOf<Strange.Notebook>().Schema);
        var cause = Assert.IsType<GraphSchemaException>(refused.InnerException);
        Assert.Equal(("Pages[0].Text", written.Fingerprint, own.Fingerprint), (cause.Path, cause.WriterFingerprint, cause.ReaderFingerprint));
        Assert.All(
            ["'notebook'", "Pages[0].Text", $"{written.Fingerprint:x16}", $"{own.Fingerprint:x16}"],
            word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("aaa", refused.Message, StringComparison.Ordinal);
        await session.CompleteAsync();
        Assert.Single(_rig.Watched.Commits);
    }

    [Fact]
    public async Task What_is_dropped_counts_as_absent_and_stays_as_it_is()
    {
        var id = await CreateAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            Assert.Null(await session.GetAsync(Dropped));
            Assert.Null(session.Read(Dropped));
            await session.CompleteAsync();
        }

        Assert.Single(_rig.Watched.Commits);
        Assert.Equal("blue", (await _rig.StoredAsync(id, Newer.Key))!.Cover);
    }

    [Fact]
    public async Task What_is_dropped_is_replaced_when_the_application_makes_it_anew()
    {
        var id = await CreateAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            await session.GetOrCreateAsync(Dropped, () => new Strange.Notebook { Owner = "Eve" });
            Assert.Equal("Eve", (await session.GetAsync(Dropped))!.Owner);
            await session.CompleteAsync();
        }

        Assert.Equal("Eve", (await _rig.StoredAsync(id, Strange.Key))!.Owner);
    }

    [Fact]
    public async Task A_dropped_number_is_not_there()
    {
        var id = await CreateAsync();
        var key = new SessionKey<int>("notebook", WhenUnreadable.Drop);
        await using var session = await _rig.OpenAsync(id);
        Assert.Equal(0, await session.GetAsync(key));
        Assert.Equal(7, await session.GetOrCreateAsync(key, () => 7));
    }

    [Fact]
    public async Task A_replacement_is_made_of_what_can_be_told_and_stored()
    {
        var id = await CreateAsync();
        UnreadableAttribute? told = null;
        var key = new SessionKey<Strange.Notebook>("notebook", unreadable =>
        {
            told = unreadable;
            return new Strange.Notebook { Owner = ((GraphLeaf)unreadable.Tree!.Find("Owner")!).Value.ToString()!, Pages = { new() { Text = { 1 } } } };
        });
        await using (var session = await _rig.OpenAsync(id))
        {
            var replaced = (await session.GetAsync(key))!;
            Assert.Same(replaced, await session.GetAsync(key));
            replaced.Pages[0].Text.Add(2);
            await session.CompleteAsync();
        }

        Assert.Equal("notebook", told!.Name);
        Assert.IsType<GraphSchemaException>(told.Reason.InnerException);
        Assert.Equal(new GraphSerializer().PlanOf<Newer.Notebook>().Encode(Newer.OfTwo()), told.Bytes.ToArray());
        var stored = (await _rig.StoredAsync(id, Strange.Key))!;
        Assert.Equal("Ada", stored.Owner);
        Assert.Equal([1, 2], stored.Pages[0].Text);
    }

    [Fact]
    public async Task A_replacement_that_was_only_read_is_not_stored()
    {
        var id = await CreateAsync();
        var key = new SessionKey<Strange.Notebook>("notebook", _ => new Strange.Notebook { Owner = "Eve" });
        foreach (var access in new[] { SessionAccess.ReadOnly, SessionAccess.Exclusive })
        {
            await using var session = await _rig.OpenAsync(id, access);
            Assert.Equal("Eve", session.Read(key)!.Owner);
            await session.CompleteAsync();
        }

        Assert.Single(_rig.Watched.Commits);
    }

    [Fact]
    public async Task Without_a_replacement_it_is_absent_and_damaged_bytes_have_no_tree()
    {
        var id = await _rig.StoreRawAsync(("notebook", [1, 2, 3]));
        var trees = new List<GraphNode?>();
        var key = new SessionKey<Strange.Notebook>("notebook", unreadable =>
        {
            trees.Add(unreadable.Tree);
            return null;
        });
        await using var session = await _rig.OpenAsync(id);
        Assert.Null(await session.GetAsync(key));
        Assert.Equal([null], trees);
    }

    [Fact]
    public async Task What_cannot_be_state_is_no_matter_of_the_policy()
    {
        var id = await CreateAsync();
        await using var session = await _rig.OpenAsync(id);
        var key = new SessionKey<FileStream>("notebook", WhenUnreadable.Drop);
        await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetAsync(key));
        Assert.Throws<SessionAttributeException>(() => session.Read(key));
    }

    private async Task<SessionId> CreateAsync()
    {
        await using var node = _rig.NewNode();
        await using var session = node.Create();
        await session.SetAsync(Newer.Key, Newer.OfTwo());
        await session.CompleteAsync();
        return session.Id;
    }
}
