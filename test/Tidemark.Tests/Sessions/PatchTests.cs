using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>What is sent, and what is read, when an attribute changes in parts.</summary>
public sealed class PatchTests
{
    private readonly Rig _rig = new();

    [Fact]
    public async Task A_small_change_of_a_large_value_is_sent_as_a_small_patch()
    {
        var id = await BookAsync();
        await OpenBookAsync(_rig.First, id);

        var sent = Assert.IsType<PatchedValue>(Assert.Single(Assert.Single(_rig.Watched.Commits).Differences));
        Assert.InRange(sent.Size, 1, 60);
        Assert.Equal(1, Book.In(await _rig.StateAsync(id))!.Opened);
    }

    [Fact]
    public async Task Another_node_gets_the_object_that_the_patches_make()
    {
        var id = await BookAsync();
        for (var i = 0; i < 5; i++)
            await OpenBookAsync(_rig.First, id, book => book.Pages.Add($"new {i}"));

        Assert.Equal((await LiveAsync(_rig.First, id)).ToString(), (await LiveAsync(_rig.NewNode(), id)).ToString());
    }

    [Fact]
    public async Task A_node_that_knew_an_old_version_is_sent_only_the_patches_since()
    {
        var id = await BookAsync();
        var second = _rig.NewNode();
        await OpenBookAsync(_rig.First, id);
        await OpenBookAsync(second, id);
        await OpenBookAsync(second, id);
        _rig.Watched.Acquired.Clear();
        await OpenBookAsync(_rig.First, id);

        var granted = _rig.Watched.Acquired.OfType<AcquireOutcome.Granted>().Single().State;
        var news = Assert.Single(granted.Changed);
        Assert.Null(news.Base);
        Assert.Equal([3, 4], news.Patches.Select(patch => patch.Version.Number));
        Assert.Equal(4, Book.In(await _rig.StateAsync(id))!.Opened);
    }

    [Fact]
    public async Task The_holder_sends_a_new_base_after_a_patch_for_each_32_bytes_of_it_and_counts_it()
    {
        using var counted = new MeterTests.Counted(_rig.First);
        var id = await BookAsync();
        var room = await RoomAsync(id);
        for (var i = 0; i < (2 * room) + 3; i++)
            await OpenBookAsync(_rig.First, id);

        var kinds = string.Concat(_rig.Watched.Commits.SelectMany(commit => commit.Differences).Select(sent => sent is PatchedValue ? 'p' : 'W'));
        Assert.Equal(new string('p', room) + "W" + new string('p', room) + "Wp", kinds);
        Assert.Equal((2 * room) + 1, counted.Sums["tidemark.attributes.patched"]);
        Assert.Equal(2, counted.Sums["tidemark.attributes.rebased"]);
        var sent = _rig.Watched.Commits.SelectMany(commit => commit.Differences).ToArray();
        Assert.Equal(sent.Sum(difference => difference.Size), counted.Sums["tidemark.bytes.sent"]);
        Assert.Equal(sent.OfType<PatchedValue>().Sum(difference => difference.Size), counted.Sums["tidemark.bytes.patched"]);
        Assert.Equal((2 * room) + 3, Book.In(await _rig.StateAsync(id))!.Opened);
    }

    [Fact]
    public async Task The_holder_sends_a_new_base_when_the_patches_take_half_of_it()
    {
        var id = await BookAsync();
        for (var i = 0; i < 12; i++)
        {
            await OpenBookAsync(_rig.First, id, book => book.Pages.Add($"{i} {new string((char)('a' + i), 700)}"));
            var chain = (await _rig.StateAsync(id))!.Changed.Single(attribute => attribute.Name == "book");
            Assert.InRange(chain.Patches.Sum(patch => patch.Bytes.Length), 0, chain.Base!.Bytes.Length / 2);
        }

        Assert.Contains(_rig.Watched.Commits, commit => commit.Differences[0] is WholeValue);
        Assert.Equal(212, Book.In(await _rig.StateAsync(id))!.Pages.Count);
    }

    [Fact]
    public async Task A_node_counts_the_patches_of_others_too()
    {
        var id = await BookAsync();
        var changes = (2 * await RoomAsync(id)) + 8;
        var nodes = new[] { _rig.First, _rig.NewNode(), _rig.NewNode() };
        for (var i = 0; i < changes; i++)
            await OpenBookAsync(nodes[i % 3], id);

        Assert.Equal(2, _rig.Watched.Commits.SelectMany(commit => commit.Differences).Count(sent => sent is WholeValue));
        Assert.Equal(changes, Book.In(await _rig.StateAsync(id))!.Opened);
    }

    [Fact]
    public async Task Bytes_are_patched_as_objects_are()
    {
        var id = await BookAsync();
        var bytes = new byte[10_000];
        new Random(1).NextBytes(bytes);
        for (var i = 0; i < 3; i++)
        {
            await using var session = await _rig.OpenAsync(id);
            bytes[5_000] = (byte)i;
            await session.SetAsync(Keys.Blob, [.. bytes]);
            await session.CompleteAsync();
        }

        Assert.Equal(2, _rig.Watched.Commits.SelectMany(commit => commit.Differences).Count(sent => sent is PatchedValue { Size: < 40 }));
        Assert.Equal(bytes, await _rig.StoredAsync(id, Keys.Blob));
    }

    [Fact]
    public async Task What_is_removed_and_set_again_is_sent_whole()
    {
        var id = await BookAsync();
        await OpenBookAsync(_rig.First, id);
        await using (var session = await _rig.OpenAsync(id))
        {
            await session.RemoveAsync("book");
            await session.CommitAsync();
            await session.SetAsync(Book.Key, Book.Of(200));
            await session.CompleteAsync();
        }

        await OpenBookAsync(_rig.First, id);
        var chain = Assert.Single((await _rig.StateAsync(id))!.Changed);
        Assert.Equal((4, 1), (chain.Base!.Version.Number, chain.Patches.Count));
        Assert.Equal(1, Book.In(await _rig.StateAsync(id))!.Opened);
    }

    [Fact]
    public async Task What_is_removed_and_set_again_before_the_commit_is_a_change_in_parts()
    {
        var id = await BookAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.RemoveAsync("book");
        await session.SetAsync(Book.Key, new Book { Opened = 7, Pages = { "one" } });
        var book = Book.Of(200);
        book.Opened = 9;
        await session.SetAsync(Book.Key, book);
        await session.CompleteAsync();

        Assert.IsType<PatchedValue>(Assert.Single(Assert.Single(_rig.Watched.Commits).Differences));
        Assert.Equal(9, Book.In(await _rig.StateAsync(id))!.Opened);
    }

    [Fact]
    public async Task A_new_id_gets_whole_values_and_patches_after_that()
    {
        var id = await BookAsync();
        await OpenBookAsync(_rig.First, id);
        SessionId next;
        await using (var session = await _rig.OpenAsync(id))
        {
            (await session.GetAsync(Book.Key))!.Opened++;
            await session.RegenerateIdAsync();
            await session.CommitAsync();
            (await session.GetAsync(Book.Key))!.Opened++;
            await session.CompleteAsync();
            next = session.Id;
        }

        var chain = Assert.Single((await _rig.StateAsync(next))!.Changed);
        Assert.Equal((1, 1), (chain.Base!.Version.Number, chain.Patches.Count));
        Assert.Equal(3, Book.In(await _rig.StateAsync(next))!.Opened);
    }

    [Fact]
    public async Task A_new_id_moves_what_only_patches_tell_of_and_nobody_opened()
    {
        var id = await BookAsync();
        await OpenBookAsync(_rig.First, id);
        var second = _rig.NewNode();
        await using var session = (await second.OpenAsync(id, SessionAccess.Exclusive))!;
        await session.RegenerateIdAsync();
        await session.CompleteAsync();

        Assert.Equal(1, Book.In(await _rig.StateAsync(session.Id))!.Opened);
    }

    [Fact]
    public async Task Limits_count_what_the_value_takes_and_not_what_is_sent()
    {
        var rig = new Rig(options => options.MaxAttributeBytes = 20_000);
        var id = await BookAsync(rig);
        await using var session = await rig.OpenAsync(id);
        (await session.GetAsync(Book.Key))!.Pages.Add(new string('x', 5_000));

        Assert.Equal("book", (await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.CommitAsync())).Attribute);
        Assert.Equal(200, Book.In(await rig.StateAsync(id))!.Pages.Count);
    }

    [Fact]
    public void A_patch_whose_answer_was_lost_is_appended_once_and_the_next_one_fits() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await BookAsync();
        await using var session = await _rig.OpenAsync(id);
        var book = (await session.GetAsync(Book.Key))!;
        book.Opened = 1;
        _rig.Store.Script(StoreVerb.Commit, [.. Enumerable.Repeat(StoreFault.AnswerLost, 1000)]);
        var unknown = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CommitAsync().AsTask()));
        Assert.Equal(CommitFailure.Unknown, unknown.Failure);

        book.Opened = 2;
        Assert.Equal(2, session.Read(Book.Key)!.Opened);
        _rig.Store.Script(StoreVerb.Commit, []);
        await DrainAsync(session);

        var chain = Assert.Single((await _rig.StateAsync(id))!.Changed);
        Assert.Equal(2, chain.Patches.Count);
        Assert.Equal(2, Book.In(await _rig.StateAsync(id))!.Opened);
    });

    [Fact]
    public void What_was_set_in_a_commit_of_unknown_outcome_and_then_removed_is_gone() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await BookAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Ada");
        _rig.Store.Script(StoreVerb.Commit, [.. Enumerable.Repeat(StoreFault.AnswerLost, 1000)]);
        await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CommitAsync().AsTask()));
        await session.RemoveAsync("name");
        await DrainAsync(session);

        Assert.Null(await _rig.StoredAsync(id, Keys.Name));
    });

    // The script still has faults: go on until they are used up.
    private async Task DrainAsync(Session session)
    {
        while (true)
        {
            try
            {
                await _rig.UntilAsync(session.CompleteAsync().AsTask());
                return;
            }
            catch (SessionCommitException unknown) when (unknown.Failure == CommitFailure.Unknown)
            {
            }
        }
    }

    private Task<SessionId> BookAsync() => BookAsync(_rig);

    private static async Task<SessionId> BookAsync(Rig rig)
    {
        await using var node = rig.NewNode(rig.Memory);
        await using var session = node.Create();
        await session.SetAsync(Book.Key, Book.Of(200));
        await session.CompleteAsync();
        return session.Id;
    }

    private static async Task OpenBookAsync(SessionManager node, SessionId id, Action<Book>? change = null)
    {
        await using var session = (await node.OpenAsync(id, SessionAccess.Exclusive))!;
        var book = (await session.GetAsync(Book.Key))!;
        book.Opened++;
        change?.Invoke(book);
        await session.CompleteAsync();
    }

    /// <summary>How many patches the holder leaves in the chain of this book.</summary>
    private async Task<int> RoomAsync(SessionId id)
    {
        var room = (await _rig.StateAsync(id))!.Changed.Single(attribute => attribute.Name == "book").Base!.Bytes.Length / 32;
        Assert.InRange(room, 17, 500);
        return room;
    }

    private static async Task<Book> LiveAsync(SessionManager node, SessionId id)
    {
        await using var session = (await node.OpenAsync(id, SessionAccess.ReadOnly))!;
        return session.Read(Book.Key)!;
    }
}
