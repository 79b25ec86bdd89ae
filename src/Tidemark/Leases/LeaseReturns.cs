using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>Gives leases back: now if the store answers, else after a later heartbeat.</summary>
internal sealed class LeaseReturns(SessionNode node)
{
    /// <summary>Gives a lease back. Does not fail: what the store cannot be told now it is told later.</summary>
    public async ValueTask GiveBackAsync(StateKey key, LeaseToken token)
    {
        try
        {
            await node.Store.ReleaseAsync(key, token);
        }
        catch (SessionUnavailableException unavailable)
        {
            node.Log.ReleaseFailed(key, unavailable);
            node.LooseEnds.Add(key, () => node.Store.ReleaseAsync(key, token));
        }
    }

    /// <summary>Later gives back a lease whose token never arrived, if the store granted it at all.</summary>
    public void GiveBackLater(StateKey key, string purpose) => node.LooseEnds.Add(key, () => GiveBackUnknownAsync(key, purpose));

    /// <summary>Later sends the commit that ends a session; until then nobody of this node gets a turn with it.</summary>
    public void EndLater(CommitStep step) => node.LooseEnds.Add(step.Request.Key, async () =>
    {
        await node.Store.CommitAsync(step.Request, CancellationToken.None);
        step.Turn.Leave();
    });

    private async ValueTask GiveBackUnknownAsync(StateKey key, string purpose)
    {
        // Whoever has the turn got a fresh token with it, and gives the lease back himself.
        if (node.Turns.TryEnter(key, purpose) is not { } turn)
            return;
        try
        {
            var request = new AcquireRequest(key, node.Id, StateVersion.None, purpose);
            if (await node.Store.AcquireAsync(request) is AcquireOutcome.Granted granted)
                await node.Store.ReleaseAsync(key, granted.Token);
        }
        finally
        {
            turn.Leave();
        }
    }
}
