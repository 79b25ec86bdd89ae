using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>A session that is abandoned ends, whatever else its request does or has done.</summary>
public sealed class AbandonTests
{
    private readonly Rig _rig = new(options => options.StoreTimeout = TimeSpan.FromSeconds(3));

    public static TheoryData<string, Func<Session, Task>> Changes => new()
    {
        { "nothing", _ => Task.CompletedTask },
        { "changed", async session => (await session.GetAsync(Keys.Cart))!.Lines.Clear() },
        { "set", async session => await session.SetAsync(Keys.Name, "Bob") },
        { "removed", async session => await session.RemoveAsync("wizard") },
        { "new id", async session => await session.RegenerateIdAsync() },
        { "bound", async session => await session.BindUserAsync("ada") },
        { "idle time", session => Task.FromResult(session.IdleTimeout = TimeSpan.FromDays(3)) },
        { "absolute time", session => Task.FromResult(session.AbsoluteTimeout = TimeSpan.FromDays(3)) },
        { "set and committed", async session => await SetAsync(session, after => after.CommitAsync()) },
        { "set and stood by", async session => await SetAsync(session, after => after.StandByAsync()) },
        { "set and released", async session => await SetAsync(session, after => after.ReleaseAsync()) },
        { "abandoned before", session => { session.Abandon(); return Task.CompletedTask; } },
        { "abandoned, and set", async session => { session.Abandon(); await session.SetAsync(Keys.Count, 7); } },
    };

    [Theory]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.Exclusive)]
    public void A_session_that_was_abandoned_and_disposed_of_is_not_ended_by_a_late_commit(SessionAccess access) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var session = await _rig.OpenAsync(id, access);
        session.Abandon();
        await session.DisposeAsync();
        await session.CompleteAsync();

        Assert.Empty(_rig.Watched.Commits);
        Assert.Equal("Ada", await _rig.StoredAsync(id, Keys.Name));
    });

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void What_was_changed_before_is_dropped_and_the_session_ends(string what, Func<Session, Task> change) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        await change(session);
        session.Abandon();

        Assert.True(session.IsAbandoned, what);
        Assert.True(session.IsNew);
        Assert.False(session.IsBound);
        Assert.Empty(session.Names);
        await session.CompleteAsync();
        Assert.Null(await _rig.StateAsync(id));
        Assert.Null(await _rig.StateAsync(session.Id));
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Exclusive));
        Assert.Equal(0, await _rig.First.CountAsync("ada"));
    });

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void What_is_set_after_it_begins_another_session(string what, Func<Session, Task> change) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        session.Abandon();
        if (what is not ("abandoned before" or "changed"))
            await change(session);
        await session.SetAsync(Keys.Blob, [1]);
        await session.CompleteAsync();

        Assert.NotEqual(id, session.Id);
        Assert.False(session.IsNew);
        Assert.Null(await _rig.StateAsync(id));
        Assert.Equal([1], await _rig.StoredAsync(session.Id, Keys.Blob));
        await using var next = await _rig.OpenAsync(session.Id);
        Assert.Null(next.Read(Keys.Cart));
        Assert.Equal(what == "bound", next.IsBoundTo("ada"));
        Assert.Equal(what == "idle time" ? TimeSpan.FromDays(3) : _rig.Options.IdleTimeout, next.IdleTimeout);
    });

    [Fact]
    public void A_discarded_end_gives_the_session_back_as_it_was() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        session.Abandon();
        await session.SetAsync(Keys.Count, 7);
        session.Discard();

        Assert.False(session.IsAbandoned);
        Assert.Equal(id, session.Id);
        Assert.Equal("Ada", session.Read(Keys.Name));
        (await session.GetAsync(Keys.Cart))!.Lines[0].Quantity = 9;
        await session.CompleteAsync();
        Assert.Equal(9, (await _rig.StoredAsync(id, Keys.Cart))!.Lines[0].Quantity);
        Assert.Equal(["cart"], _rig.Watched.SentNames);
    });

    [Fact]
    public void A_session_that_another_node_has_by_now_ends_all_the_same() => OneThread.Run(_rig.Time, async () =>
    {
        var heard = new Heard();
        await using var node = _rig.NewNode(null, null, heard);
        var id = await _rig.StoreAsync();
        await using var session = (await node.OpenAsync(id, SessionAccess.Shared))!;
        (await session.GetAsync(Keys.Cart))!.Lines.Clear();
        await session.CommitAsync();
        await _rig.Memory.BeatAsync(node.Node, TimeSpan.Zero, CancellationToken.None);
        await using (var other = await _rig.OpenAsync(id))
        {
            (await other.GetAsync(Keys.Cart))!.Lines.Add(new Line("nut", 1));
            await other.CompleteAsync();
        }

        session.Abandon();
        await session.SetAsync(Keys.Name, "signed out");
        await session.CompleteAsync();
        Assert.Null(await _rig.StateAsync(id));
        Assert.Equal("signed out", await _rig.StoredAsync(session.Id, Keys.Name));
    });

    [Fact]
    public void A_session_whose_request_was_refused_a_commit_ends_all_the_same() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        await session.SetAsync(Keys.Name, "Bob");
        await _rig.StealAsync(id);
        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CommitAsync());
        session.Abandon();
        await session.CompleteAsync();

        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void An_exclusive_request_that_has_lost_the_session_to_another_node_is_refused() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Exclusive);
        await _rig.StealAsync(id);
        session.Abandon();
        var refused = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());

        Assert.Equal(CommitFailure.Refused, refused.Failure);
        Assert.NotNull(await _rig.StateAsync(id));
    });

    [Fact]
    public void Late_changes_that_others_have_overtaken_are_no_obstacle() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        var cart = (await session.GetAsync(Keys.Cart))!;
        await session.StandByAsync();
        await using (var other = await _rig.OpenAsync(id, SessionAccess.Shared))
        {
            (await other.GetAsync(Keys.Cart))!.Lines.Clear();
            await other.CompleteAsync();
        }

        cart.Lines[0].Quantity = 50;
        session.Abandon();
        await session.CompleteAsync();
        Assert.Null(await _rig.StateAsync(id));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_session_that_was_ended_elsewhere_meanwhile_is_no_failure(bool isRevoked) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        await session.SetAsync(Keys.Name, "Bob");
        if (isRevoked)
        {
            await _rig.NewNode().EndAsync(id);
        }
        else
        {
            await using var other = await _rig.OpenAsync(id, SessionAccess.Shared);
            other.Abandon();
            await other.CompleteAsync();
        }

        session.Abandon();
        await session.SetAsync(Keys.Name, "signed out");
        await session.CompleteAsync();
        Assert.Null(await _rig.StateAsync(id));
        Assert.Equal("signed out", await _rig.StoredAsync(session.Id, Keys.Name));
    });

    [Fact]
    public void Requests_that_write_meanwhile_are_refused_and_revive_nothing() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var writes = await _rig.OpenAsync(id, SessionAccess.Shared);
        await writes.SetAsync(Keys.Name, "Bob");
        await using (var ends = await _rig.OpenAsync(id, SessionAccess.Shared))
        {
            await ends.SetAsync(Keys.Count, 1);
            ends.Abandon();
            await ends.SetAsync(Keys.Name, "signed out");
            await ends.CompleteAsync();
            Assert.Equal("signed out", await _rig.StoredAsync(ends.Id, Keys.Name));
        }

        await Assert.ThrowsAsync<SessionCommitException>(async () => await writes.CompleteAsync());
        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void An_unanswered_end_is_told_later_though_the_request_threw() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            session.Abandon();
            await session.SetAsync(Keys.Name, "signed out");
            _rig.Store.IsDown = true;
            await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
            session.Discard();
            Assert.True(session.IsAbandoned);
            Assert.Empty(session.Names);
        }

        _rig.Store.IsDown = false;
        await Task.Delay(TimeSpan.FromSeconds(20), _rig.Time);
        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void When_the_new_session_cannot_be_stored_the_old_one_is_ended_all_the_same() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        session.Abandon();
        await session.SetAsync(Keys.Name, "signed out");
        _rig.Store.Script(StoreVerb.Commit, [StoreFault.None, .. Enumerable.Repeat(StoreFault.RequestLost, 40)]);
        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());

        Assert.Null(await _rig.StateAsync(id));
        session.Discard();
        Assert.True(session.IsAbandoned);
        Assert.True(session.IsNew);
    });

    [Fact]
    public void Those_who_keep_writes_of_their_own_are_told_to_drop_them() => OneThread.Run(_rig.Time, async () =>
    {
        await using var session = await _rig.OpenAsync(await _rig.StoreAsync());
        var told = 0;
        session.ChangesDropped += () => told++;
        session.Abandon();
        session.Abandon();
        Assert.Equal(2, told);
        session.Discard();
        Assert.Equal(3, told);
    });

    private static async Task SetAsync(Session session, Func<Session, ValueTask> then)
    {
        await session.SetAsync(Keys.Count, 3);
        await then(session);
    }
}
