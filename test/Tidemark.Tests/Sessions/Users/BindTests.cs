using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>Whose session it is.</summary>
public sealed class BindTests
{
    private static readonly UserKey Ada = UserKey.From("test", "ada");

    private readonly Rig _rig = new();
    private readonly SessionManager _other;

    public BindTests() => _other = _rig.NewNode();

    [Fact]
    public void A_binding_takes_place_with_the_next_commit_and_is_seen_on_every_node() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        Assert.False(session.IsBound);
        await session.BindUserAsync("ada");
        Assert.True(session.IsBoundTo("ada"));
        Assert.Equal(UserKey.None, (await _rig.StateAsync(id))!.User);
        Assert.Empty(await _other.ListAsync("ada"));
        await session.CompleteAsync();

        var listed = Assert.Single(await _other.ListAsync("ada"));
        Assert.Equal("Ada", listed.Read(Keys.Name));
        Assert.Equal(["cart", "name", "wizard"], listed.Names);
        Assert.Equal(session.Created, listed.Created);
        Assert.True(listed.Is(session));
        Assert.Equal(1, await _other.CountAsync("ada"));
        await using var there = (await _other.OpenAsync(id, SessionAccess.ReadOnly))!;
        Assert.True(there.IsBound && there.IsBoundTo("ada") && !there.IsBoundTo("grace"));
    });

    [Fact]
    public void A_new_session_is_stored_for_its_user_even_if_it_holds_nothing() => OneThread.Run(_rig.Time, async () =>
    {
        await using var session = _rig.First.Create();
        await session.BindUserAsync("ada");
        await session.CompleteAsync();

        Assert.False(session.IsNew);
        Assert.Equal(Ada, (await _rig.StateAsync(session.Id))!.User);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_discarded_leaves_no_entry(bool isDisposed) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.BindUserAsync("ada");
        if (isDisposed)
            await session.DisposeAsync();
        else
            session.Discard();
        await Task.Yield();

        Assert.False(session.IsBound);
        Assert.Empty(await _rig.Memory.ListUserAsync(Ada, CancellationToken.None));
        Assert.Empty(_rig.Watched.Commits);
    });

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_new_id_and_a_user_go_together_in_any_order(bool isStored, bool isBoundFirst) => OneThread.Run(_rig.Time, async () =>
    {
        await using var session = isStored ? await _rig.OpenAsync(await _rig.StoreAsync()) : _rig.First.Create();
        if (isBoundFirst)
            await session.BindUserAsync("ada");
        await session.RegenerateIdAsync();
        if (!isBoundFirst)
            await session.BindUserAsync("ada");
        await session.CompleteAsync();

        Assert.Equal(Ada, (await _rig.StateAsync(session.Id))!.User);
        var entry = Assert.Single(await _rig.Memory.ListUserAsync(Ada, CancellationToken.None));
        Assert.Equal(_rig.KeyOf(session.Id), entry.Session);
    });

    [Fact]
    public void A_binding_outlives_a_new_id_and_keeps_its_place() => OneThread.Run(_rig.Time, async () =>
    {
        var first = await BoundAsync("ada");
        var second = await BoundAsync("ada");
        await using var session = (await _other.OpenAsync(first, SessionAccess.Shared))!;
        await session.RegenerateIdAsync();
        await session.CompleteAsync();

        Assert.True(session.IsBoundTo("ada"));
        Assert.Equal(
            [_rig.KeyOf(session.Id), _rig.KeyOf(second)],
            (await _rig.Memory.ListUserAsync(Ada, CancellationToken.None)).Select(entry => entry.Session));
        Assert.Equal([true, false], (await _rig.First.ListAsync("ada")).Select(listed => listed.Is(session)));
    });

    [Fact]
    public void A_session_changes_hands_and_is_let_go() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await BoundAsync("ada");
        await using var session = await _rig.OpenAsync(id);
        await session.BindUserAsync("grace");
        await session.CommitAsync();
        Assert.Equal((0, 1), (await _other.CountAsync("ada"), await _other.CountAsync("grace")));
        Assert.Empty(await _rig.Memory.ListUserAsync(Ada, CancellationToken.None));
        session.UnbindUser();
        Assert.False(session.IsBound);
        await session.CompleteAsync();

        Assert.Equal(0, await _other.CountAsync("grace"));
        Assert.Empty(await _rig.Memory.ListUserAsync(UserKey.From("test", "grace"), CancellationToken.None));
        Assert.NotNull(await _rig.StateAsync(id));
    });

    [Fact]
    public void A_user_that_a_request_thinks_better_of_is_not_bound() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await BoundAsync("ada");
        await using var session = await _rig.OpenAsync(id);
        await session.BindUserAsync("grace");
        await session.BindUserAsync("ada");
        session.UnbindUser();
        await session.BindUserAsync("ada");
        await session.CompleteAsync();

        Assert.Equal((1, 0), (await _other.CountAsync("ada"), await _other.CountAsync("grace")));
    });

    [Fact]
    public void A_late_commit_does_not_bind_again_what_another_request_let_go() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var early = await _rig.OpenAsync(id, SessionAccess.Shared);
        await early.BindUserAsync("ada");
        await early.CommitAsync();
        await early.SetAsync(Keys.Count, 1);
        await using (var late = await _rig.OpenAsync(id, SessionAccess.Shared))
        {
            late.UnbindUser();
            await late.CompleteAsync();
        }

        await early.CompleteAsync();
        Assert.Equal(UserKey.None, (await _rig.StateAsync(id))!.User);
    });

    [Fact]
    public void Every_commit_says_whose_session_it_is() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await BoundAsync("ada");
        _rig.Watched.Commits.Clear();
        foreach (var node in new[] { _rig.First, _other })
        {
            await using var session = (await node.OpenAsync(id, SessionAccess.Shared))!;
            await session.SetAsync(Keys.Count, node == _other ? 1 : 2);
            await session.CommitAsync();
            session.IdleTimeout += TimeSpan.FromHours(1);
            await session.CompleteAsync();
        }

        Assert.Equal(4, _rig.Watched.Commits.Count);
        Assert.All(_rig.Watched.Commits, commit => Assert.Equal(Ada, commit.User));
    });

    [Fact]
    public void A_session_that_ends_leaves_no_entry() => OneThread.Run(_rig.Time, async () =>
    {
        var node = _rig.NewNode(null, null, new Heard { OnEnded = (_, _) => throw new InvalidOperationException("Not now.") });
        var id = await BoundAsync("ada", node);
        await using (var session = (await node.OpenAsync(id, SessionAccess.Shared))!)
        {
            session.Abandon();
            Assert.False(session.IsBound);
            await session.CompleteAsync();
        }

        Assert.Empty(await _rig.Memory.ListUserAsync(Ada, CancellationToken.None));
        await node.EndAsync(await BoundAsync("ada", node));
        Assert.Empty(await _rig.Memory.ListUserAsync(Ada, CancellationToken.None));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_commit_whose_answer_was_lost_binds_all_the_same(bool isNew) => OneThread.Run(_rig.Time, async () =>
    {
        _rig.Options.StoreTimeout = TimeSpan.FromSeconds(1);
        await using var session = isNew ? _rig.First.Create() : await _rig.OpenAsync(await _rig.StoreAsync());
        await session.BindUserAsync("ada");
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLost, StoreFault.AnswerLost);
        await session.CompleteAsync();

        Assert.True(session.IsBoundTo("ada"));
        Assert.Equal(1, await _other.CountAsync("ada"));
    });

    // A place of the user's would be taken for nothing, until the commit finds out.
    [Fact]
    public void A_request_whose_session_has_ended_while_it_stood_by_learns_that_when_it_binds() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        await session.StandByAsync();
        await using (var ends = (await _other.OpenAsync(id, SessionAccess.Exclusive))!)
        {
            ends.Abandon();
            await ends.CompleteAsync();
        }

        var refused = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.BindUserAsync("ada"));
        Assert.Equal(CommitFailure.Refused, refused.Failure);
        Assert.Empty(await _rig.Memory.ListUserAsync(Ada, CancellationToken.None));
    });

    [Fact]
    public void A_request_that_stood_by_sees_whose_the_session_became_meanwhile() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        await session.StandByAsync();
        await using (var binds = (await _other.OpenAsync(id, SessionAccess.Exclusive))!)
        {
            await binds.BindUserAsync("ada");
            await binds.CompleteAsync();
        }

        var entered = _rig.Store.Calls(StoreVerb.EnterUser);
        await session.BindUserAsync("ada");
        await session.CompleteAsync();
        Assert.Equal(entered, _rig.Store.Calls(StoreVerb.EnterUser));
        Assert.Equal(1, await _other.CountAsync("ada"));
    });

    [Fact]
    public async Task Only_who_may_write_may_bind()
    {
        var id = await _rig.StoreAsync();
        await using var reading = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
        Assert.Throws<InvalidOperationException>(() => { _ = reading.BindUserAsync("ada"); });
        Assert.Throws<InvalidOperationException>(reading.UnbindUser);
        await using var writing = await _rig.OpenAsync(id);
        Assert.Throws<ArgumentException>(() => { _ = writing.BindUserAsync(""); });
    }

    private async Task<SessionId> BoundAsync(string user, SessionManager? node = null)
    {
        await using var session = (node ?? _rig.First).Create();
        await session.SetAsync(Keys.Name, user);
        await session.BindUserAsync(user);
        await session.CompleteAsync();
        return session.Id;
    }
}
