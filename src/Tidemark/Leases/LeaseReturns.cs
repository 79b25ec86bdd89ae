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
            await node.Store.ReleaseAsync(key, token, unused, began);
        }
        catch (SessionDamagedException damaged)
        {
            log.ReturnDamaged(key, damaged);
        }
        catch (Exception failed)
        {
            // Whatever it was: a lease of a live node that is not given back is lost to all others.
            log.ReleaseFailed(key, failed);
            node.Retries.Add(new Retry(key, RetryKind.ReturnLease, () => node.Store.ReleaseAsync(key, token, unused, began)));
        }
    }

    /// <summary>Later gives back a lease whose token never arrived, if the store granted it at all.</summary>
    public void GiveBackLater(StateKey key, string purpose) =>
        node.Retries.Add(new Retry(key, RetryKind.ReturnLease, () => GiveBackUnknownAsync(key, purpose)));

    private async ValueTask GiveBackUnknownAsync(StateKey key, string purpose)
    {
        // Whoever uses the session got a fresh token with it, or will.
        if (node.Sessions.EnterUnleased(key, isExclusive: true, purpose) is not (var session, var turn))
            return;
        try
        {
            var request = new AcquireRequest(key, node.Node, StateVersion.None, purpose);
            if (await node.Store.AcquireAsync(request) is AcquireOutcome.Granted granted)
                await node.Store.ReleaseAsync(key, granted.Token, TimeSpan.Zero, node.Time.GetTimestamp());
        }
        catch (SessionDamagedException damaged)
        {
            log.ReturnDamaged(key, damaged);
        }
        finally
        {
            session.Leave(turn);
        }
    }
}
