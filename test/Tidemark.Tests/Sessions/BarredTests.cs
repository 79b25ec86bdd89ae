using Tidemark.Tests.Checks;

namespace Tidemark.Tests.Sessions;

/// <summary>A new session that must not begin: nothing of it comes to the store, whatever its request does.</summary>
public sealed class BarredTests
{
    private readonly Watch _watch = new(options => (options.SessionsPerUser, options.OnUserLimit) = (1, UserLimitPolicy.EndOldest));

    public static TheoryData<Func<Session, ValueTask>> Ends => new(
        session => session.CommitAsync(),
        session => session.StandByAsync(),
        session => session.ReleaseAsync(),
        session => session.CompleteAsync(),
        session => session.DisposeAsync());

    [Theory]
    [MemberData(nameof(Ends), DisableDiscoveryEnumeration = true)]
    public async Task However_it_is_committed_nothing_is_stored_and_nobody_is_warned_twice(Func<Session, ValueTask> end)
    {
        var asked = 0;
        await using (var session = Of(() => asked++ < 0))
        {
            await session.SetAsync(Keys.Name, "Ada");
            await session.BindUserAsync("ada");
            await session.CommitAsync();
            Assert.Equal("Ada", session.Read(Keys.Name));
            Assert.True(session.IsNew);
            await end(session);
        }

        Assert.True(asked > 0);
        Assert.Empty(_watch.Rig.Watched.Commits);
        Assert.Empty(await _watch.Node.ListAsync("ada"));
        Assert.Empty(_watch.Warnings.All);
    }

    [Fact]
    public async Task Nobody_is_asked_who_has_nothing_to_store()
    {
        await using var session = Of(() => throw new InvalidOperationException("Somebody was asked."));
        session.Read(Keys.Name);
        await session.SetAsync(Keys.Name, "Ada");
        await session.RemoveAsync("name");
        session.IdleTimeout = TimeSpan.FromDays(1);
        await session.CommitAsync();
        session.Abandon();
        await session.CompleteAsync();
    }

    [Fact]
    public async Task Who_may_begin_after_all_does()
    {
        var may = false;
        await using var session = Of(() => may);
        await session.SetAsync(Keys.Name, "Ada");
        await session.CommitAsync();
        may = true;
        await session.CompleteAsync();

        Assert.Equal("Ada", await _watch.Rig.StoredAsync(session.Id, Keys.Name));
    }

    [Fact]
    public async Task A_session_of_the_user_is_not_displaced_by_one_that_does_not_begin()
    {
        await using var first = _watch.Node.Create();
        await first.BindUserAsync("ada");
        await first.CompleteAsync();
        await using var second = Of(() => false);
        await second.BindUserAsync("ada");
        await second.CompleteAsync();

        Assert.Equal(1, await _watch.Node.CountAsync("ada"));
        Assert.NotNull(await _watch.Rig.StateAsync(first.Id));
    }

    private Session Of(Func<bool> mayBegin) => _watch.Node.Claim(new Visitor { MayBegin = mayBegin }, SessionAccess.Shared);
}
