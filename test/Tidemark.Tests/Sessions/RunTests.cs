namespace Tidemark.Tests.Sessions;

/// <summary>Work outside requests commits by itself, as a request does.</summary>
public sealed class RunTests
{
    private readonly Rig _rig = new();

    [Fact]
    public async Task What_the_work_changed_is_stored()
    {
        var id = await _rig.StoreAsync();
        var isThere = await _rig.First.RunAsync(id, SessionAccess.Shared, "nightly report", async session =>
            (await session.GetOrCreateAsync(Keys.Cart, () => new Cart())).Lines.Add(new Line("nut", 4)));

        Assert.True(isThere);
        Assert.Equal("nut", (await _rig.StoredAsync(id, Keys.Cart))!.Lines[^1].Product);
        await using var next = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Its_result_comes_back_once_it_is_stored()
    {
        var id = await _rig.StoreAsync();
        var count = await _rig.First.RunAsync(id, SessionAccess.Exclusive, "count", async session =>
        {
            await session.SetAsync(Keys.Count, 5);
            return (await session.GetAsync(Keys.Cart))!.Lines.Count;
        });

        Assert.Equal(3, count);
        Assert.Equal(5, await _rig.StoredAsync(id, Keys.Count));
    }

    [Fact]
    public async Task Work_that_throws_changes_nothing_and_its_exception_comes_through()
    {
        var id = await _rig.StoreAsync();
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(async () => await _rig.First.RunAsync(id, SessionAccess.Shared, "fails", async session =>
        {
            await session.SetAsync(Keys.Name, "Bob");
            await session.CommitAsync();
            await session.SetAsync(Keys.Name, "Eve");
            throw new InvalidDataException("as planned");
        }));

        Assert.Equal("as planned", thrown.Message);
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
    }

    [Fact]
    public async Task Work_on_a_session_that_is_not_there_is_not_begun()
    {
        await _rig.StoreAsync();
        var begun = 0;
        Assert.Equal(0, await _rig.First.RunAsync(SessionId.New(), SessionAccess.Shared, "late", _ => Task.FromResult(begun++)));
        Assert.False(await _rig.First.RunAsync(SessionId.New(), SessionAccess.Shared, "late", session => (Task)Task.FromResult(begun++)));
        Assert.Null(await _rig.First.RunAsync(SessionId.New(), SessionAccess.Shared, "late", session => Task.FromResult(session.Id.ToString())));
        Assert.Equal(0, begun);
    }

    [Fact]
    public async Task A_commit_that_is_refused_is_told()
    {
        var id = await _rig.StoreAsync();
        await Assert.ThrowsAsync<SessionCommitException>(async () => await _rig.First.RunAsync(id, SessionAccess.Shared, "slow", async session =>
        {
            await session.SetAsync(Keys.Name, "Bob");
            await _rig.StealAsync(id);
        }));

        Assert.Equal("Eve", await _rig.StoredAsync(id, Keys.Name));
    }

    [Fact]
    public async Task Work_may_look_end_the_session_or_complete_it_itself()
    {
        var id = await _rig.StoreAsync();
        Assert.Equal("Ada", await _rig.First.RunAsync(id, SessionAccess.ReadOnly, "look", session => Task.FromResult(session.Read(Keys.Name))));
        Assert.True(await _rig.First.RunAsync(id, SessionAccess.Shared, "complete", async session =>
        {
            await session.SetAsync(Keys.Count, 2);
            await session.CompleteAsync();
        }));
        Assert.Equal(2, await _rig.StoredAsync(id, Keys.Count));
        await _rig.First.RunAsync(id, SessionAccess.Shared, "end", session =>
        {
            session.Abandon();
            return Task.CompletedTask;
        });
        Assert.Null(await _rig.StateAsync(id));
    }

    [Fact]
    public async Task Work_that_disposes_of_its_session_is_told_that_nothing_was_stored()
    {
        var id = await _rig.StoreAsync();
        var told = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _rig.First.RunAsync(id, SessionAccess.Shared, "tidy", async session =>
        {
            await using (session)
                await session.SetAsync(Keys.Name, "Bob");
        }));

        Assert.Contains("do not dispose of it in the work", told.Message);
        Assert.NotEqual("Bob", await _rig.StoredAsync(id, Keys.Name));
    }
}
