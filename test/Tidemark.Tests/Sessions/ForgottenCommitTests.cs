using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>A request swallows that its commit was not acknowledged, and goes on for hours: it must not keep the session from others.</summary>
public sealed class ForgottenCommitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lines _log = new();
    private readonly Rig _rig = new(options => options.StoreTimeout = Patience);
    private readonly LossyStore _store;
    private readonly SessionManager _node;

    public ForgottenCommitTests()
    {
        _store = new LossyStore(_rig.Memory);
        _node = _rig.NewNode(_store, _log);
    }

    /// <summary>What it asked of the session.</summary>
    public enum Deed
    {
        Change,
        Renew,
        Abandon,
        Refused,
    }

    [Theory]
    [InlineData(Deed.Change)]
    [InlineData(Deed.Renew)]
    [InlineData(Deed.Refused)]
    public void Others_have_the_session_after_a_moment_here_and_elsewhere(Deed deed) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var forgets = await ForgetAsync(id, deed);
        await Task.Delay(Patience, _rig.Time);
        foreach (var other in new[] { _node, _rig.NewNode() })
        {
            await using var session = await other.OpenAsync(id, SessionAccess.Exclusive);
            await session!.SetAsync(Keys.Count, 1);
            await session.CompleteAsync();
        }

        Assert.Equal("Ada", await _rig.StoredAsync(id, Keys.Name));
        Assert.Single(_log.All, line => line.Contains("it did nothing with the session", StringComparison.Ordinal));
    });

    [Fact]
    public void A_sign_out_that_was_not_acknowledged_still_ends_the_session() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var forgets = await ForgetAsync(id, Deed.Abandon);
        await Task.Delay(Patience * 2, _rig.Time);
        Assert.Null(await _rig.StateAsync(id));
    });

    [Theory]
    [InlineData(Deed.Change)]
    [InlineData(Deed.Refused)]
    public void Whoever_forgot_is_told_so_whatever_it_does_then(Deed deed) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var forgets = await ForgetAsync(id, deed);
        await Task.Delay(Patience, _rig.Time);
        var refused = await Assert.ThrowsAsync<SessionCommitException>(async () => await forgets.CompleteAsync());
        Assert.Contains("did nothing with its session", refused.Message, StringComparison.Ordinal);
        Assert.Equal(deed == Deed.Refused ? CommitFailure.Refused : CommitFailure.Unknown, refused.Failure);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await forgets.GetAsync(Keys.Name));
        Assert.Throws<InvalidOperationException>(() => forgets.Read(Keys.Name));
    });

    [Fact]
    public void Whoever_commits_again_in_time_has_it_applied_once() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await ForgetAsync(id, Deed.Change);
        await Task.Delay(Patience * 0.9, _rig.Time);
        await session.CommitAsync();
        await Task.Delay(Patience * 3, _rig.Time);
        await session.SetAsync(Keys.Count, 7);
        await session.CompleteAsync();
        Assert.Equal(("Bob", 7), (await _rig.StoredAsync(id, Keys.Name), await _rig.StoredAsync(id, Keys.Count)));
    });

    [Fact]
    public void Whoever_looks_is_given_more_time() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await ForgetAsync(id, Deed.Change);
        for (var look = 0; look < 5; look++)
        {
            await Task.Delay(Patience * 0.9, _rig.Time);
            Assert.Equal("Bob", session.Read(Keys.Name));
        }

        await session.CompleteAsync();
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
    });

    [Fact]
    public void Whoever_discards_goes_on_at_its_ease() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await ForgetAsync(id, Deed.Change);
        session.Discard();
        await Task.Delay(Patience * 3, _rig.Time);
        await session.SetAsync(Keys.Count, 7);
        await session.CompleteAsync();
        Assert.Equal(7, await _rig.StoredAsync(id, Keys.Count));
    });

    private async Task<Session> ForgetAsync(SessionId id, Deed deed)
    {
        var session = (await _node.OpenAsync(id, SessionAccess.Shared, "forgetful"))!;
        if (deed == Deed.Abandon)
            session.Abandon();
        else if (deed == Deed.Renew)
            await session.RegenerateIdAsync();
        else
            await session.SetAsync(Keys.Name, "Bob");
        _store.Loss = deed == Deed.Refused ? new StoreRefusedException("No room, as the test says.") : new StoreUnavailableException("Lost, as the test says.");
        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CommitAsync());
        _store.Loss = null;
        return session;
    }

    private sealed class LossyStore(IPrimaryStore inner) : DelegatingStore(inner)
    {
        public StoreException? Loss { get; set; }

        public override ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken) =>
            Loss is { } loss ? throw loss : Inner.CommitAsync(request, cancellationToken);
    }
}
