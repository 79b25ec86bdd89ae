using Tidemark.Diagnostics;
using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>Finds sessions of one node by their ids, and takes hold of them: under a lease, or as a snapshot.</summary>
/// <remarks>Safe for all threads. Completes at once, and allocates nothing but the hold, where the node has the session and nobody is in the way.</remarks>
internal sealed class SessionOpener(SessionNode node)
{
    private readonly SnapshotReading _reading = new(node);

    /// <summary>A hold on a session, after a wait for its lease if the access needs one; null if there is no such session.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="access">What the caller may do with it.</param>
    /// <param name="purpose">What for; shown to those who wait for the session.</param>
    /// <param name="whileWanted">Ends waits for attributes that are given no token of their own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SessionLockTimeoutException">Somebody had the session for too long, or too many wait for it.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public ValueTask<StateHold?> OpenAsync(
        SessionId id, SessionAccess access, string purpose, CancellationToken whileWanted, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = node.KeyOf(id);
        if (access != SessionAccess.Shared || node.Leases.Sessions.Find(key) is not { } place || !place.TryEnterLeased(purpose, out var turn))
            return OpenSlowlyAsync(id, key, access, purpose, whileWanted, cancellationToken);
        node.Leases.Sweeper.Start();
        node.Meter.LockWaited(TimeSpan.Zero);
        node.Meter.Opened(nameof(SessionAccess.Shared));
        return new ValueTask<StateHold?>(new StateHold(node, access, place, turn, id, purpose) { WhileWanted = whileWanted });
    }

    private async ValueTask<StateHold?> OpenSlowlyAsync(
        SessionId id, StateKey key, SessionAccess access, string purpose, CancellationToken whileWanted, CancellationToken cancellationToken)
    {
        await node.Leases.Uses.TellAsync(key);
        if (node.Missing.IsNeeded && access != SessionAccess.None && node.Missing.Has(key))
        {
            node.Meter.UnknownId();
            return null;
        }

        var hold = access switch
        {
            SessionAccess.Shared or SessionAccess.Exclusive => await HoldAsync(id, key, access, purpose, whileWanted, cancellationToken),
            SessionAccess.ReadOnly or SessionAccess.Peek => await _reading.ReadAsync(id, key, access, purpose, cancellationToken),
            SessionAccess.None => new StateHold(node, access, new ClientState(default, node.DefaultLifetime, default), id, purpose),
            _ => throw new ArgumentOutOfRangeException(nameof(access), access, "There is no such access."),
        };
        if (hold is null)
        {
            node.Missing.Add(key);
            node.Meter.UnknownId();
            node.Log.Unknown(key, node.Application);
            return null;
        }

        node.Meter.Opened(access.ToString());
        return hold;
    }

    private async ValueTask<StateHold?> HoldAsync(
        SessionId id, StateKey key, SessionAccess access, string purpose, CancellationToken whileWanted, CancellationToken cancellationToken)
    {
        node.Leases.Sweeper.Start();
        var wait = node.Leases.NewWait();
        var (place, turn) = await EnterAsync(key, access, purpose, wait, cancellationToken);
        var isThere = false;
        try
        {
            isThere = await place.LeaseAsync(turn, wait, cancellationToken);
            return isThere ? new StateHold(node, access, place, turn, id, purpose) { WhileWanted = whileWanted } : null;
        }
        catch (SessionException refused)
        {
            node.Leases.Refused(key, purpose, refused);
            throw;
        }
        finally
        {
            node.Meter.LockWaited(wait.Elapsed);
            if (!isThere)
                await node.GiveUpAsync(place, turn);
        }
    }

    private async ValueTask<(LocalSession, Turn)> EnterAsync(
        StateKey key, SessionAccess access, string purpose, LockWait wait, CancellationToken cancellationToken)
    {
        try
        {
            return await node.EnterAsync(key, access == SessionAccess.Exclusive, purpose, wait, cancellationToken);
        }
        catch (SessionException refused)
        {
            node.Leases.Refused(key, purpose, refused);
            throw;
        }
    }
}
