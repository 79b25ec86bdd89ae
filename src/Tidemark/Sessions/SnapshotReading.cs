using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>Opens sessions for reading only: the last commit, without a lease.</summary>
internal sealed class SnapshotReading(SessionNode node)
{
    // Polling keeps a session alive, but a read is a write only once in a while.
    private const int TouchesPerIdleTime = 4;

    public async ValueTask<StateHold?> ReadAsync(SessionId id, StateKey key, string purpose, CancellationToken cancellationToken)
    {
        var place = node.Leases.Sessions.Find(key);
        var local = place?.TrySnapshot();

        // The store thinks that a lease which is held is used. Only this node knows that the session's time is up.
        if (local is null && place?.IsWorthless(TimeSpan.MaxValue) == true && node.Leases.Sessions.TryEvict(place, out var whenBack))
            await whenBack;
        return (local ?? await AskAsync(key, cancellationToken)) is { } state
            ? new StateHold(node, SessionAccess.ReadOnly, state, id, purpose)
            : null;
    }

    private async ValueTask<ClientState?> AskAsync(StateKey key, CancellationToken cancellationToken)
    {
        if (await node.Leases.Store.ReadAsync(key, StateVersion.None, cancellationToken) is not ReadOutcome.Found found)
            return null;
        await node.Leases.Schemas.FetchAsync(found.State, cancellationToken);
        if (IsTouchDue(found.State))
            await TouchAsync(key, cancellationToken);
        return node.Read(key, found.State);
    }

    private static bool IsTouchDue(PrimaryState state)
    {
        var (idle, absolute) = state.Lifetime;

        // A touch prolongs nothing where the absolute limit comes first.
        var attainable = absolute == TimeSpan.MaxValue || absolute - state.Age > idle ? idle : absolute - state.Age;
        return attainable - state.IdleRemaining > idle / TouchesPerIdleTime;
    }

    private async ValueTask TouchAsync(StateKey key, CancellationToken cancellationToken)
    {
        try
        {
            await node.Leases.Store.TouchAsync([new SessionUse(key, TimeSpan.Zero)], cancellationToken);
        }
        catch (SessionUnavailableException unavailable)
        {
            // What was asked for was read; the next reader touches again.
            node.Log.TouchFailed(key, unavailable);
        }
    }
}
