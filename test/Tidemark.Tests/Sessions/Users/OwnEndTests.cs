namespace Tidemark.Tests.Sessions;

/// <summary>A request ends its own session from outside, among those of its user, and goes on.</summary>
public sealed class OwnEndTests
{
    private readonly Rig _rig = new();

    [Theory]
    [InlineData("an attribute less", true)]
    [InlineData("nobody's", true)]
    [InlineData("nothing", true)]
    [InlineData("an attribute less and one more", false)]
    [InlineData("a changed attribute", false)]
    [InlineData("another user's", false)]
    [InlineData("a longer life", false)]
    [InlineData("a new id", false)]
    public void What_only_takes_from_a_session_that_its_own_request_ended_is_not_refused(string wanted, bool isAccepted) =>
        OneThread.Run(_rig.Time, async () =>
        {
            var id = await BindAsync();
            await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
            Assert.Equal(1, await _rig.First.EndAllAsync("ada"));
            async Task GoOnAsync()
            {
                if (wanted.StartsWith("an attribute less", StringComparison.Ordinal))
                    await session.RemoveAsync(Keys.Count.Name);
                if (wanted is "a changed attribute" or "an attribute less and one more")
                    await session.SetAsync(Keys.Name, "changed");
                if (wanted == "nobody's")
                    session.UnbindUser();
                if (wanted == "another user's")
                    await session.BindUserAsync("grace");
                if (wanted == "a longer life")
                    session.IdleTimeout *= 2;
                if (wanted == "a new id")
                    await session.RegenerateIdAsync();
                await session.CommitAsync();
                await session.CompleteAsync();
            }

            if (isAccepted)
                await GoOnAsync();
            else
                await Assert.ThrowsAsync<SessionCommitException>(GoOnAsync);

            Assert.Null(await _rig.StateAsync(id));
            Assert.Equal(0, await _rig.First.CountAsync("grace"));
        });

    [Fact]
    public void A_removal_from_a_session_that_went_on_under_another_id_is_refused() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await BindAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using (var other = await _rig.OpenAsync(id, SessionAccess.Shared))
        {
            await other.RegenerateIdAsync();
            await other.CompleteAsync();
        }

        Assert.False(await _rig.First.EndAsync(id));
        await session.RemoveAsync(Keys.Count.Name);

        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
    });

    private async Task<SessionId> BindAsync()
    {
        await using var session = _rig.First.Create();
        await session.SetAsync(Keys.Count, 1);
        await session.BindUserAsync("ada");
        await session.CompleteAsync();
        return session.Id;
    }
}
