using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>Gives leases back: now if the store answers, else after a later heartbeat.</summary>
internal sealed class LeaseReturns(NodeLeases node, ILogger log)
{
    /// <summary>Gives a lease back. Does not fail: what the store cannot be told now it is told later.</summary>
    /// <param name="key">The session.</param>
    /// <param name="token">The lease.</param>
    /// <param name="unused">How long ago the session was last used.</param>
    public async ValueTask GiveBackAsync(StateKey key, LeaseToken token, TimeSpan unused)
    {
        var began = node.Time.GetTimestamp();
        node.Meter.Returned();
        log.Returned(key, unused);
        try
        {
            await node.Store.ReleaseAsync(key, token, unused);
        }
        catch (SessionUnavailableException unavailable)
        {
            log.ReleaseFailed(key, unavailable);
            node.LooseEnds.Add(key, () => node.Store.ReleaseAsync(key, token, Later(unused, node.Time.GetElapsedTime(began))));
        }
    }

    /// <summary>Later gives back a lease whose token never arrived, if the store granted it at all.</summary>
    public void GiveBackLater(StateKey key, string purpose) => node.LooseEnds.Add(key, () => GiveBackUnknownAsync(key, purpose));

    /// <summary>The same, once <paramref name="first"/> is done, which throws as long as it has to be repeated.</summary>
    public void GiveBackLater(StateKey key, string purpose, Func<ValueTask> first) => node.LooseEnds.Add(key, async () =>
    {
        await first();
        await GiveBackUnknownAsync(key, purpose);
    }, isFinal: true);

    /// <summary>
    /// Later sends the commit that ends a session. Until then nobody of this node gets in: the caller hands over its turn, and its turn among
    /// the commits.
    /// </summary>
    public void EndLater(CommitRequest end, LocalSession session, Turn turn)
    {
        session.Seal();
        node.LooseEnds.Add(end.Key, async () =>
        {
            var (outcome, _) = await node.Store.CommitAsync(end, CancellationToken.None);
            if (outcome is CommitOutcome.Fenced { Reason: not FenceReason.SessionGone } fenced)
                log.Fenced(end.Key, fenced.Reason);
            if (end.TellsEnd)
                node.Farewells?.Wake();
            session.Forget();
            session.Commits.Leave();
            session.Leave(turn);
        }, isFinal: true);
    }

    private static TimeSpan Later(TimeSpan unused, TimeSpan since) => unused < TimeSpan.MaxValue - since ? unused + since : TimeSpan.MaxValue;

    private async ValueTask GiveBackUnknownAsync(StateKey key, string purpose)
    {
        // Whoever uses the session got a fresh token with it, or will.
        if (node.Sessions.EnterUnleased(key, isExclusive: true, purpose) is not (var session, var turn))
            return;
        try
        {
            var request = new AcquireRequest(key, node.Node, StateVersion.None, purpose);
            if (await node.Store.AcquireAsync(request) is AcquireOutcome.Granted granted)
                await node.Store.ReleaseAsync(key, granted.Token, TimeSpan.Zero);
        }
        finally
        {
            session.Leave(turn);
        }
    }
}
