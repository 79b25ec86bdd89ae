using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>Leases that go back late, unasked, or while a request is inside.</summary>
public sealed class LeaseReturnTests
{
    private readonly Rig _rig = new(options => options.StoreTimeout = TimeSpan.FromSeconds(1));

    [Fact]
    public void A_return_that_the_store_hears_late_still_tells_when_the_session_was_used() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var store = new DeafStore(_rig.Watched);
        await using var node = _rig.NewNode(store);
        var session = (await node.OpenAsync(id, SessionAccess.Exclusive))!;
        await Task.Delay(TimeSpan.FromSeconds(5), _rig.Time);
        await session.DisposeAsync();
        var used = _rig.Time.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);
        store.IsDeaf = true;
        var token = _rig.Watched.Acquired.OfType<AcquireOutcome.Granted>().Last().Token;
        _rig.Watched.Signal(node.Node, new StoreSignal.Recall(_rig.KeyOf(id), token));
        await Task.Delay(TimeSpan.FromSeconds(15.5), _rig.Time);
        store.IsDeaf = false;
        while (!store.HasHeard)
            await Task.Delay(TimeSpan.FromMilliseconds(1), _rig.Time);

        var idle = (await _rig.StateAsync(id))!.IdleRemaining;
        Assert.Equal(_rig.Options.IdleTimeout - _rig.Time.GetElapsedTime(used), idle);
    });

    [Fact]
    public void A_lease_that_goes_back_while_a_request_is_inside_goes_back_as_used_just_now() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        _rig.Time.Advance(TimeSpan.FromMinutes(10));
        await session.SetAsync(Keys.Count, 1);
        _rig.Store.Script(StoreVerb.Commit, StoreFault.RequestLate(TimeSpan.FromSeconds(2)));
        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CommitAsync());

        // What is still on its way is fenced by that.
        session.Discard();
        await Task.Delay(TimeSpan.FromMilliseconds(5), _rig.Time);
        Assert.Equal(1, _rig.Store.Calls(StoreVerb.Release));
        Assert.InRange((await _rig.StateAsync(id))!.IdleRemaining, _rig.Options.IdleTimeout - TimeSpan.FromSeconds(1), _rig.Options.IdleTimeout);
    });

    // Nobody waits for the session, so nobody would ask for it.
    [Fact]
    public void A_grant_that_was_not_answered_goes_back_with_the_next_beats_though_nobody_wants_it() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        _rig.Store.Script(StoreVerb.Acquire, StoreFault.AnswerLate(TimeSpan.FromSeconds(3)));
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.OpenAsync(id));
        await Task.Delay(_rig.Options.NodeLease, _rig.Time);

        var next = new AcquireRequest(_rig.KeyOf(id), NodeId.New(), StateVersion.None, "next");
        Assert.IsType<AcquireOutcome.Granted>(await _rig.Memory.AcquireAsync(next, CancellationToken.None));
    });

    /// <summary>Hears of no return.</summary>
    private sealed class DeafStore(IPrimaryStore inner) : DelegatingStore(inner)
    {
        public bool IsDeaf { get; set; }

        public bool HasHeard { get; private set; }

        public override async ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken)
        {
            if (IsDeaf)
                throw new StoreUnavailableException("The return was not heard, as the test says.");
            await Inner.ReleaseAsync(key, token, unused, cancellationToken);
            HasHeard = true;
        }
    }
}
