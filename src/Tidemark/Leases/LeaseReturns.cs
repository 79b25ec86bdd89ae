using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>Gives leases back: now if the store answers, else after a later heartbeat.</summary>
internal sealed class LeaseReturns(NodeId node, StoreCalls store, LocalQueue turns, LooseEnds looseEnds, ILogger log)
{
    /// <summary>Gives a lease back. Does not fail: what the store cannot be told now it is told later.</summary>
    public async ValueTask GiveBackAsync(StateKey key, LeaseToken token)
    {
        try
        {
            await store.ReleaseAsync(key, token, TimeSpan.Zero);
        }
        catch (SessionUnavailableException unavailable)
        {
            log.ReleaseFailed(key, unavailable);
            looseEnds.Add(key, () => store.ReleaseAsync(key, token, TimeSpan.Zero));
        }
    }

    /// <summary>Later gives back a lease whose token never arrived, if the store granted it at all.</summary>
    public void GiveBackLater(StateKey key, string purpose) => looseEnds.Add(key, () => GiveBackUnknownAsync(key, purpose));

    /// <summary>Later sends the commit that ends a session; until then nobody of this node gets a turn with it.</summary>
    public void EndLater(CommitRequest end, Turn turn) => looseEnds.Add(end.Key, async () =>
    {
        var (outcome, _) = await store.CommitAsync(end, CancellationToken.None);
        if (outcome is CommitOutcome.Fenced { Reason: not FenceReason.SessionGone } fenced)
            log.Fenced(end.Key, fenced.Reason);
        turn.Leave();
    });

    private async ValueTask GiveBackUnknownAsync(StateKey key, string purpose)
    {
        // Whoever has the turn got a fresh token with it, and gives the lease back himself.
        if (turns.TryEnter(key, purpose) is not { } turn)
            return;
        try
        {
            var request = new AcquireRequest(key, node, StateVersion.None, purpose);
            if (await store.AcquireAsync(request) is AcquireOutcome.Granted granted)
                await store.ReleaseAsync(key, granted.Token, TimeSpan.Zero);
        }
        finally
        {
            turn.Leave();
        }
    }
}
