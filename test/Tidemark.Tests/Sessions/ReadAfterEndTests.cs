namespace Tidemark.Tests.Sessions;

/// <summary>A request that only looks is not refused because another one has signed in or out meanwhile.</summary>
public sealed class ReadAfterEndTests
{
    private readonly Rig _rig = new();

    public static TheoryData<string, Func<Session, Task>> Ends => new()
    {
        { "sign-in", async session => await session.RegenerateIdAsync() },
        { "sign-out", session => { session.Abandon(); return Task.CompletedTask; } },
        { "sign-in after changes", async session =>
            {
                await session.SetAsync(Keys.Name, "Bob");
                await session.RemoveAsync("wizard");
                await session.RegenerateIdAsync();
            }
        },
    };

    [Theory]
    [MemberData(nameof(Ends), DisableDiscoveryEnumeration = true)]
    public void It_sees_what_there_was_before(string what, Func<Session, Task> end) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var looks = await _rig.OpenAsync(id, SessionAccess.Shared, what);
        Assert.Equal("Ada", looks.Read(Keys.Name));
        await EndAsync(id, end);

        Assert.Equal("Ada", looks.Read(Keys.Name));
        Assert.Equal(1, looks.Read(Keys.Wizard)!.Step);
        Assert.Equal(3, (await looks.GetAsync(Keys.Cart))!.Lines.Count);
        Assert.Equal(["cart", "name", "wizard"], looks.Names);
        Assert.False(looks.IsNew);
        Assert.Equal(id, looks.Id);
        var sent = _rig.Watched.Commits.Count;
        await looks.StandByAsync();
        await looks.CompleteAsync();
        Assert.Equal(sent, _rig.Watched.Commits.Count);
    });

    [Theory]
    [MemberData(nameof(Ends), DisableDiscoveryEnumeration = true)]
    public void What_it_changes_then_is_refused(string what, Func<Session, Task> end) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var looks = await _rig.OpenAsync(id, SessionAccess.Shared, what);
        await EndAsync(id, end);
        (await looks.GetAsync(Keys.Cart))!.Lines.Clear();

        var refused = await Assert.ThrowsAsync<SessionCommitException>(async () => await looks.CompleteAsync());
        Assert.Equal(CommitFailure.Refused, refused.Failure);
        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void A_request_that_only_looked_may_go_on_after_its_lease_was_lost_though_it_may_look_no_more() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var looks = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var writes = await _rig.OpenAsync(id, SessionAccess.Shared);
        Assert.Equal("Ada", looks.Read(Keys.Name));
        await _rig.StealAsync(id);
        await writes.SetAsync(Keys.Count, 1);
        await Assert.ThrowsAsync<SessionCommitException>(async () => await writes.CommitAsync());

        Assert.Throws<SessionCommitException>(() => looks.Read(Keys.Name));
        await looks.CompleteAsync();
    });

    private async Task EndAsync(SessionId id, Func<Session, Task> end)
    {
        await using var ends = await _rig.OpenAsync(id, SessionAccess.Shared);
        await end(ends);
        await ends.CompleteAsync();
    }
}
