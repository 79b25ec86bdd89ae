using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Checks;

/// <summary>Whoever opens a session itself and forgets to commit is told what was lost.</summary>
public sealed class UncommittedTests
{
    private readonly Watch _watch = new();

    public static TheoryData<string, Func<Session, Task>> Changes => new()
    {
        { "'cart'", async session => (await session.GetAsync(Keys.Cart))!.Lines.Clear() },
        { "'name'", async session => await session.SetAsync(Keys.Name, "Bob") },
        { "'wizard'", async session => await session.RemoveAsync("wizard") },
        { "its new id", async session => await session.RegenerateIdAsync() },
        { "its user", async session => await session.BindUserAsync("ada") },
        { "its lifetime", session => Task.FromResult(session.IdleTimeout = TimeSpan.FromDays(3)) },
        { "its end", session => { session.Abandon(); return Task.CompletedTask; } },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task What_was_changed_and_not_committed_is_told_when_it_is_disposed_of(string told, Func<Session, Task> change)
    {
        var id = await _watch.Rig.StoreAsync();
        await using (var session = await _watch.OpenAsync(id))
            await change(session);

        var warning = _watch.Warnings.Single(Warnings.NeverCommitted);
        Assert.Contains(told, warning, StringComparison.Ordinal);
        Assert.Contains("'GET /cart'", warning, StringComparison.Ordinal);
        Assert.Contains("SessionManager.RunAsync", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(id.Reveal(), warning, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task What_was_committed_or_dropped_on_purpose_is_no_wrong_use(string _, Func<Session, Task> change)
    {
        var id = await _watch.Rig.StoreAsync();
        await using (var session = await _watch.OpenAsync(id))
        {
            await change(session);
            session.Discard();
        }

        await using (var session = await _watch.OpenAsync(id))
        {
            await session.GetAsync(Keys.Cart);
            await change(session);
            await session.CommitAsync();
        }

        Assert.Empty(_watch.Warnings.All);
    }

    [Fact]
    public async Task Work_that_throws_drops_what_it_changed_on_purpose()
    {
        var id = await _watch.Rig.StoreAsync();
        await Assert.ThrowsAsync<InvalidDataException>(async () => await _watch.Node.RunAsync(id, SessionAccess.Exclusive, "fails", async session =>
        {
            await session.SetAsync(Keys.Name, "Eve");
            throw new InvalidDataException("as planned");
        }));

        Assert.Empty(_watch.Warnings.All);
    }

    [Fact]
    public async Task A_new_session_that_is_never_committed_is_told()
    {
        await using (var session = _watch.Node.Create("import"))
            await session.SetAsync(Keys.Name, "Ada");

        Assert.Contains("'name'", _watch.Warnings.Single(Warnings.NeverCommitted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_after_standing_by_are_told_too()
    {
        var id = await _watch.Rig.StoreAsync();
        await using (var session = await _watch.OpenAsync(id))
        {
            var cart = (await session.GetAsync(Keys.Cart))!;
            await session.StandByAsync();
            await (await _watch.OpenAsync(id)).DisposeAsync();
            cart.Lines.Clear();
        }

        Assert.Contains("'cart'", _watch.Warnings.Single(Warnings.NeverCommitted), StringComparison.Ordinal);
    }
}
