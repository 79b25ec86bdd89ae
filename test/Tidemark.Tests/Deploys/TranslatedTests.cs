using Tidemark.Stores;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Deploys;

public sealed class TranslatedTests
{
    private readonly Rig _rig = new();

    [Fact]
    public async Task What_another_build_wrote_is_not_written_if_it_was_not_changed()
    {
        var id = await CreateAsync();
        await using var session = await OpenOlderAsync(id);
        var notebook = (await session.GetAsync(Older.Key))!;
        session.Read(Older.Key);
        notebook.Owner += "";
        await session.SetAsync(Older.Key, notebook);
        await session.CompleteAsync();

        Assert.Single(_rig.Watched.Commits);
    }

    [Fact]
    public async Task A_value_that_is_set_anew_and_is_the_same_is_not_written_either()
    {
        var id = await CreateAsync();
        await using (var session = await OpenOlderAsync(id))
        {
            var notebook = session.Read(Older.Key)!;
            await session.SetAsync(Older.Key, notebook);
            await session.CompleteAsync();
        }

        Assert.Single(_rig.Watched.Commits);
        Assert.Equal("blue", (await _rig.StoredAsync(id, Newer.Key))!.Cover);
    }

    [Fact]
    public async Task A_change_is_sent_as_a_patch_as_long_as_the_schema_stays()
    {
        var id = await CreateAsync();
        await using (var session = await OpenOlderAsync(id))
        {
            var notebook = (await session.GetAsync(Older.Key))!;
            for (var i = 0; i < 3; i++)
            {
                notebook.Owner = $"Bob {i}";
                notebook.Pages.Reverse();
                await session.CommitAsync();
                await session.CommitAsync();
            }

            await session.CompleteAsync();
        }

        // The older build knows nothing that the newer one does not: it writes in the schema that it found.
        Assert.All(_rig.Watched.Commits.Skip(1), commit => Assert.IsType<PatchedValue>(Assert.Single(commit.Differences)));
        Assert.Equal(3, _rig.Watched.Commits.Count - 1);
        var read = (await _rig.StoredAsync(id, Newer.Key))!;
        Assert.Equal(("Bob 2", "blue", "green", "red"), (read.Owner, read.Cover, read.Pages[0].Colour, read.Pages[1].Colour));
    }

    [Fact]
    public async Task A_value_that_comes_into_another_schema_is_sent_whole()
    {
        var id = await CreateAsync(session => session.SetAsync(Older.Key, new Older.Notebook { Owner = new string('a', 500) }));
        await using (var session = (await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))!)
        {
            var notebook = (await session.GetAsync(Newer.Key))!;
            notebook.Cover = "green";
            await session.CommitAsync();
            notebook.Cover = "blue";
            await session.CompleteAsync();
        }

        var sent = _rig.Watched.Commits.Skip(1).Select(commit => Assert.Single(commit.Differences)).ToArray();
        Assert.IsType<WholeValue>(sent[0]);
        Assert.IsType<PatchedValue>(sent[1]);
        Assert.Equal("blue", (await _rig.StoredAsync(id, Newer.Key))!.Cover);
    }

    [Fact]
    public async Task A_new_id_takes_along_what_is_carried()
    {
        var id = await CreateAsync();
        await using var session = await OpenOlderAsync(id);
        (await session.GetAsync(Older.Key))!.Owner = "Bob";
        await session.RegenerateIdAsync();
        await session.CommitAsync();
        (await session.GetAsync(Older.Key))!.Pages[0].Text = "changed";
        await session.CompleteAsync();

        var read = (await _rig.StoredAsync(session.Id, Newer.Key))!;
        Assert.Equal(("Bob", "blue", "changed", "red"), (read.Owner, read.Cover, read.Pages[0].Text, read.Pages[0].Colour));
    }

    [Fact]
    public async Task What_a_commit_of_unknown_outcome_carried_is_still_there()
    {
        var id = await CreateAsync();
        _rig.Options.StoreTimeout = TimeSpan.FromSeconds(1);
        OneThread.Run(_rig.Time, async () =>
        {
            await using var session = await OpenOlderAsync(id);
            var notebook = (await session.GetAsync(Older.Key))!;
            notebook.Owner = "Bob";
            _rig.Store.Script(Testing.StoreVerb.Commit, Testing.StoreFault.AnswerLost);
            var commit = session.CommitAsync().AsTask();
            notebook.Pages.RemoveAt(0);
            session.Read(Older.Key);
            await _rig.UntilAsync(commit);
            for (var i = 0; i < 8; i++)
            {
                notebook.Owner = $"Eve {i}";
                session.Read(Older.Key);
            }

            await _rig.UntilAsync(session.CompleteAsync().AsTask());
        });

        var read = (await _rig.StoredAsync(id, Newer.Key))!;
        Assert.Equal(("Eve 7", "blue", "green"), (read.Owner, read.Cover, Assert.Single(read.Pages).Colour));
    }

    private Task<SessionId> CreateAsync() => CreateAsync(session => session.SetAsync(Newer.Key, Newer.OfTwo()));

    private async Task<SessionId> CreateAsync(Func<Session, ValueTask> fill)
    {
        await using var session = _rig.First.Create();
        await fill(session);
        await session.CompleteAsync();
        return session.Id;
    }

    private async Task<Session> OpenOlderAsync(SessionId id) => (await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))!;
}
