using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>A session is ended from outside while a node has it: from when on nobody is served it any more.</summary>
public sealed class EndedElsewhereTests
{
    private readonly Rig _rig = new();
    private readonly SessionManager _other;

    public EndedElsewhereTests() => _other = _rig.NewNode();

    // How long a node takes that hears no signal.
    private TimeSpan Beat => (_rig.Options.NodeLease / 3) + TimeSpan.FromMilliseconds(5);

    [Theory]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.Exclusive)]
    [InlineData(SessionAccess.ReadOnly)]
    public void A_lease_that_nobody_uses_serves_it_no_more(SessionAccess access) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await KeptAsync();
        Assert.True(await _other.EndAsync(id));

        Assert.Null(await _rig.First.OpenAsync(id, access));
        Assert.Equal(0, _rig.Time.GetTimestamp());
        Assert.False(await _other.EndAsync(id));
    });

    [Theory]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.ReadOnly)]
    public void If_the_signal_is_lost_the_next_beat_tells(SessionAccess access) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await KeptAsync();
        _rig.Store.LosesSignals = true;
        await _other.EndAsync(id);
        await Task.Delay(Beat, _rig.Time);

        Assert.Null(await _rig.First.OpenAsync(id, access));
        Assert.Equal(0, _rig.Store.Calls(StoreVerb.Acquire) - (access == SessionAccess.Shared ? 2 : 1));
    });

    [Fact]
    public void The_node_that_ends_it_needs_no_signal() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await KeptAsync();
        _rig.Store.LosesSignals = true;
        await _rig.First.EndAsync(id);

        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.ReadOnly));
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Shared));
        Assert.Equal(0, _rig.Time.GetTimestamp());
    });

    [Theory]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.Exclusive)]
    public void A_request_inside_cannot_store_anything_and_nobody_follows_it(SessionAccess access) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var inside = await _rig.OpenAsync(id, access);
        (await inside.GetAsync(Keys.Wizard))!.Step = 9;
        await _other.EndAsync(id);
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.ReadOnly));
        var next = _rig.First.OpenAsync(id, access).AsTask();
        var refused = await Assert.ThrowsAsync<SessionCommitException>(async () => await inside.CompleteAsync());
        await inside.DisposeAsync();

        Assert.Equal(CommitFailure.Refused, refused.Failure);
        Assert.Null(await next);
        Assert.Equal(0, _rig.Time.GetTimestamp());
    });

    [Fact]
    public void A_request_inside_that_goes_on_for_long_keeps_nobody_waiting() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var inside = await _rig.OpenAsync(id, SessionAccess.Shared);
        await inside.GetAsync(Keys.Cart);
        await _other.EndAsync(id);
        var next = await _rig.First.OpenAsync(id, SessionAccess.Shared);

        Assert.Null(next);
        Assert.InRange(_rig.Time.GetElapsedTime(0), TimeSpan.Zero, Beat);
        Assert.Throws<SessionCommitException>(() => inside.Read(Keys.Name));
    });

    [Fact]
    public void A_request_that_stands_by_finds_out() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        await session.GetAsync(Keys.Cart);
        await session.StandByAsync();
        await _other.EndAsync(id);

        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.GetAsync(Keys.Wizard));
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Shared));
    });

    [Fact]
    public void Whoever_waits_on_another_node_learns_it_at_once() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var inside = await _rig.OpenAsync(id);
        var waiting = _other.OpenAsync(id, SessionAccess.Shared).AsTask();
        await Task.Yield();
        Assert.False(waiting.IsCompleted);
        await _rig.NewNode().EndAsync(id);

        Assert.Null(await waiting);
        Assert.Equal(0, _rig.Time.GetTimestamp());
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_of_it_is_left_in_the_store_once_its_holder_has_heard(bool isUsed) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await KeptAsync();
        var inside = isUsed ? await _rig.OpenAsync(id) : null;
        await _other.EndAsync(id);
        await Task.Delay(3 * Beat, _rig.Time);
        if (inside is not null)
            await inside.DisposeAsync();

        Assert.Empty((await _rig.Memory.BeatAsync(_rig.First.Node, _rig.Options.NodeLease, CancellationToken.None)).Recalls);
        Assert.Equal(0, await _rig.Memory.SweepAsync(10, CancellationToken.None));
    });

    [Fact]
    public void A_recall_of_a_session_that_goes_on_does_not_make_it_nobodys() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var slow = await _rig.OpenAsync(id, purpose: "POST /slow");
        await slow.BindUserAsync("ada");
        await slow.CommitAsync();
        await Assert.ThrowsAsync<SessionLockTimeoutException>(async () => await _other.OpenAsync(id, SessionAccess.Exclusive));

        Assert.Contains(_rig.Watched.Commits, commit => commit.Then == AfterCommit.Keep && commit.Differences.Count == 0 && !commit.User.IsNone);
        Assert.Equal(UserKey.From("test", "ada"), (await _rig.StateAsync(id))!.User);
    });

    private async Task<SessionId> KeptAsync()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        await session.GetAsync(Keys.Cart);
        await session.CompleteAsync();
        return id;
    }
}
