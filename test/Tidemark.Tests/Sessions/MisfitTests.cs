using Tidemark.Stores;

namespace Tidemark.Tests.Sessions;

/// <summary>What happens when a patch does not fit: to the store's chain, or to what a node has.</summary>
public sealed class MisfitTests
{
    private readonly Rig _rig = new();
    private readonly AlteredStore _store;
    private readonly SessionManager _node;
    private readonly List<CommitRequest> _sent = [];

    public MisfitTests()
    {
        _store = new AlteredStore(_rig.Watched);
        _node = _rig.NewNode(_store);
    }

    [Fact]
    public async Task A_commit_whose_patch_does_not_fit_is_sent_again_whole_and_loses_nothing()
    {
        var id = await BookAsync();
        _store.Commit = RefusePatches;
        await using (var session = await OpenAsync(id))
        {
            (await session.GetAsync(Book.Key))!.Opened = 5;
            await session.SetAsync(Keys.Name, "Ada");
            await session.CompleteAsync();
        }

        Assert.Equal(5, Book.In(await _rig.StateAsync(id))!.Opened);
        Assert.Equal("Ada", await _rig.StoredAsync(id, Keys.Name));
        var (refused, whole) = (_sent[0], _sent[1]);
        Assert.Equal(2, _sent.Count);
        Assert.NotEqual(refused.Id, whole.Id);
        Assert.Equal((refused.Token, refused.Base, refused.Then), (whole.Token, whole.Base, whole.Then));
        Assert.All(whole.Differences, sent => Assert.IsType<WholeValue>(sent));
    }

    [Fact]
    public async Task After_that_patches_are_sent_again()
    {
        var id = await BookAsync();
        _store.Commit = RefusePatches;
        await OpenBookAsync(id);
        _store.Commit = Note;
        await OpenBookAsync(id);

        Assert.IsType<PatchedValue>(Assert.Single(_sent[^1].Differences));
        Assert.Equal(2, Book.In(await _rig.StateAsync(id))!.Opened);
    }

    [Fact]
    public async Task A_store_that_refuses_the_whole_value_too_is_reported_and_nothing_is_stored()
    {
        var id = await BookAsync();
        await using (var session = await OpenAsync(id))
        {
            (await session.GetAsync(Book.Key))!.Opened = 5;
            _store.Commit = request => Note(request) ?? (request.Differences.Count > 0 ? new CommitOutcome.Misfit("book") : null);
            var refused = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CommitAsync());
            Assert.Equal(CommitFailure.Refused, refused.Failure);
            Assert.Contains("'book'", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, _sent.Count);
        _store.Commit = Note;
        Assert.Equal(0, Book.In(await _rig.StateAsync(id))!.Opened);
        await OpenBookAsync(id);
        Assert.Equal(1, Book.In(await _rig.StateAsync(id))!.Opened);
    }

    [Fact]
    public async Task A_store_that_lost_the_chain_gets_all_of_it_from_the_holder()
    {
        var id = await BookAsync();
        await using var session = await OpenAsync(id);
        var book = (await session.GetAsync(Book.Key))!;
        book.Opened = 1;
        await session.CommitAsync();

        // As if the store had come back without the last patch: the version it names is not the attribute's.
        book.Opened = 2;
        _store.Commit = request => Note(request) ?? (request.Differences[0] is PatchedValue { On.Number: 2 } ? new CommitOutcome.Misfit("book") : null);
        await session.CompleteAsync();

        Assert.Equal(2, Book.In(await _rig.StateAsync(id))!.Opened);
        Assert.Empty(Assert.Single((await _rig.StateAsync(id))!.Changed).Patches);
    }

    [Theory]
    [InlineData("gap")]
    [InlineData("damage")]
    public async Task A_node_whose_news_do_not_fit_what_it_has_asks_for_everything(string how)
    {
        var id = await BookAsync();
        await OpenBookAsync(id);
        await OpenBookAsync(_rig.First, id);
        await OpenBookAsync(_rig.First, id);
        _store.Known.Clear();
        _store.State = state => state with { Changed = [.. state.Changed.Select(attribute => attribute.Base is null ? Damage(attribute, how) : attribute)] };
        await OpenBookAsync(id);

        // More than once knowing something, because another node has the session at first.
        Assert.Equal([2, 0], _store.Known.Select(known => known.Number).Distinct());
        Assert.Equal(4, Book.In(await _rig.StateAsync(id))!.Opened);
    }

    [Fact]
    public async Task A_chain_that_is_broken_in_the_store_is_that_attributes_error_alone()
    {
        var id = await BrokenAsync();
        await using var session = await OpenAsync(id);

        Assert.Equal("Ada", session.Read(Keys.Name));
        var unreadable = Assert.Throws<SessionAttributeException>(() => session.Read(Book.Key));
        Assert.Equal("book", unreadable.Attribute);
        await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetAsync(Book.Key));
        await session.SetAsync(Keys.Name, "Bob");
        await session.CompleteAsync();
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
        Assert.Equal(2, (await _rig.StateAsync(id))!.Changed.Single(attribute => attribute.Name == "book").Patches.Count);
    }

    [Fact]
    public async Task A_broken_chain_is_replaced_by_what_is_set()
    {
        var id = await BrokenAsync();
        await using (var session = await OpenAsync(id))
        {
            await session.SetAsync(Book.Key, Book.Of(3));
            await session.CompleteAsync();
        }

        _store.State = state => state;
        Assert.Equal(3, Book.In(await _rig.StateAsync(id))!.Pages.Count);
        await using var after = await OpenAsync(id);
        Assert.Equal(3, after.Read(Book.Key)!.Pages.Count);
    }

    [Fact]
    public async Task A_session_with_a_broken_chain_keeps_its_id_until_that_is_removed()
    {
        var id = await BrokenAsync();
        await using var session = await OpenAsync(id);
        await session.RegenerateIdAsync();
        Assert.Equal("book", (await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.CommitAsync())).Attribute);
        Assert.NotNull(await _rig.StateAsync(id));

        await session.RemoveAsync("book");
        await session.CompleteAsync();
        Assert.Equal("Ada", await _rig.StoredAsync(session.Id, Keys.Name));
        Assert.Null(await _rig.StateAsync(id));
    }

    [Fact]
    public async Task A_node_that_found_a_chain_broken_asks_for_everything_the_next_time()
    {
        var id = await BrokenAsync();
        await using (var session = await OpenAsync(id))
            Assert.Throws<SessionAttributeException>(() => session.Read(Book.Key));
        await OpenNameAsync(_rig.First, id);
        _store.State = state => state;
        _store.Known.Clear();
        await using var again = await OpenAsync(id);

        Assert.Equal(0, Assert.Single(_store.Known).Number);
        Assert.Equal(2, again.Read(Book.Key)!.Opened);
    }

    [Fact]
    public async Task An_answer_with_everything_voids_nothing_that_a_request_has_changed_if_nobody_else_has()
    {
        var id = await BrokenAsync();
        await using var session = await OpenAsync(id);
        Assert.Throws<SessionAttributeException>(() => session.Read(Book.Key));
        await session.SetAsync(Keys.Name, "Bob");
        await session.SetAsync(Book.Key, Book.Of(3));
        _store.State = state => state;
        _store.Known.Clear();
        var token = _rig.Watched.Acquired.OfType<AcquireOutcome.Granted>().Last().Token;
        _rig.Watched.Signal(_node.Node, new StoreSignal.Recall(_rig.KeyOf(id), token.Next()));
        await session.CompleteAsync();

        Assert.Equal(0, Assert.Single(_store.Known).Number);
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
        Assert.Equal(3, Book.In(await _rig.StateAsync(id))!.Pages.Count);
    }

    // A book with two patches, of which this node gets the second one only; and a name.
    private async Task<SessionId> BrokenAsync()
    {
        var id = await BookAsync();
        await OpenNameAsync(_rig.First, id);
        await OpenBookAsync(_rig.First, id);
        await OpenBookAsync(_rig.First, id);
        _store.State = state => state with { Changed = [.. state.Changed.Select(attribute => Damage(attribute, "gap"))] };
        return id;
    }

    private static StoredAttribute Damage(StoredAttribute attribute, string how) => attribute.Patches.Count == 0 ? attribute : how switch
    {
        "gap" => attribute with { Patches = [.. attribute.Patches.Skip(1)] },
        _ => attribute with { Patches = [.. attribute.Patches.Select(patch => patch with { Bytes = patch.Bytes[..^1] })] },
    };

    private CommitOutcome? Note(CommitRequest request)
    {
        _sent.Add(request);
        return null;
    }

    private CommitOutcome? RefusePatches(CommitRequest request) =>
        Note(request) ?? (request.Differences.Any(sent => sent is PatchedValue) ? new CommitOutcome.Misfit("book") : null);

    private async Task<Session> OpenAsync(SessionId id) => (await _node.OpenAsync(id, SessionAccess.Exclusive))!;

    private async Task<SessionId> BookAsync()
    {
        await using var node = _rig.NewNode(_rig.Memory);
        await using var session = node.Create();
        await session.SetAsync(Book.Key, Book.Of(200));
        await session.CompleteAsync();
        return session.Id;
    }

    private Task OpenBookAsync(SessionId id) => OpenBookAsync(_node, id);

    private static async Task OpenBookAsync(SessionManager node, SessionId id)
    {
        await using var session = (await node.OpenAsync(id, SessionAccess.Exclusive))!;
        (await session.GetAsync(Book.Key))!.Opened++;
        await session.CompleteAsync();
    }

    private static async Task OpenNameAsync(SessionManager node, SessionId id)
    {
        await using var session = (await node.OpenAsync(id, SessionAccess.Exclusive))!;
        await session.SetAsync(Keys.Name, "Ada");
        await session.CompleteAsync();
    }
}
