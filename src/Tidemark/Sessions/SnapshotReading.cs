using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>Takes hold of sessions for reading only: the last commit, without a lease.</summary>
internal sealed class SnapshotReading(SessionNode node)
{
    // Polling keeps a session alive, but a read is a write only once in a while.
    private const int TouchesPerIdleTime = 4;

    public async ValueTask<StateHold?> ReadAsync(
        SessionId id, StateKey key, SessionAccess access, string purpose, CancellationToken cancellationToken)
    {
        var isUse = access == SessionAccess.ReadOnly;
        var place = node.Leases.Sessions.Find(key);
        var local = place?.TrySnapshot(isUse);

        // The store thinks that a lease which is held is used. Only this node knows that the session's time is up.
        if (local is null && place?.IsWorthless(TimeSpan.MaxValue) == true && node.Leases.Sessions.TryEvict(place, out var whenBack))
            await whenBack;
        return (local ?? await AskAsync(key, isUse, cancellationToken)) is (var state, var left)
            ? new StateHold(node, access, state, id, purpose) { LeftThen = Tuple.Create(left, node.Time.GetTimestamp()) }
            : null;
    }

    /// <summary>What there is by now, for a request that gave way to others; null if nothing. Does not count as use.</summary>
    public (ClientState State, TimeSpan Left)? Look(StateKey key) =>
        node.Leases.Sessions.Find(key)?.TrySnapshot(isUse: false) ?? AskAndBlock(key);

    // Who looks cannot wait.
    private (ClientState State, TimeSpan Left)? AskAndBlock(StateKey key) =>
        Unbound.Wait(Unbound.Start(() => AskAsync(key, isUse: false, CancellationToken.None)));

    private async ValueTask<(ClientState State, TimeSpan Left)?> AskAsync(StateKey key, bool isUse, CancellationToken cancellationToken)
    {
        if (await node.Leases.Store.ReadAsync(key, StateVersion.None, cancellationToken) is not ReadOutcome.Found found)
            return null;
        await node.Leases.Schemas.FetchAsync(found.State, cancellationToken);
        var attainable = AttainableBy(found.State);
        var isTouched = isUse && attainable - found.State.IdleRemaining > found.State.Lifetime.Idle / TouchesPerIdleTime
            && await TryTouchAsync(key, cancellationToken);
        return (node.Read(key, found.State), isTouched ? attainable : found.State.IdleRemaining);
    }

    // A touch prolongs nothing where the absolute limit comes first.
    private static TimeSpan AttainableBy(PrimaryState state)
    {
        var (idle, absolute) = state.Lifetime;
        return absolute == TimeSpan.MaxValue || absolute - state.Age > idle ? idle : absolute - state.Age;
    }

    private async ValueTask<bool> TryTouchAsync(StateKey key, CancellationToken cancellationToken)
    {
        try
        {
            await node.Leases.Store.TouchAsync([new SessionUse(key, TimeSpan.Zero)], cancellationToken);
            return true;
        }
        catch (SessionUnavailableException unavailable)
        {
            // What was asked for was read; the next reader touches again.
            node.Log.TouchFailed(key, unavailable);
            return false;
        }
    }
}
