using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// Whose session it is to be, as one request wants it. It has its place in the user's list at once; the store is told with the next commit.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="user">The user; none to be nobody's from then on.</param>
/// <param name="purpose">What the request is doing.</param>
internal sealed class UserBinding(SessionNode node, UserKey user, string purpose)
{
    // The store may forget an entry without a session after its patience: one that is half as old takes a new place first.
    private static readonly TimeSpan Fresh = IUserIndex.Patience / 2;

    private readonly List<(UserKey User, StateKey Session)> _left = [];
    private StateKey? _entered;

    // What is in the list with right, whatever becomes of this request.
    private StateKey? _kept;
    private Lifetime _lifetime;
    private long _since;

    public UserKey User => user;

    /// <summary>Whether this is what the store has.</summary>
    public bool IsStored(ClientState state) => state.IsStored && state.User == user && (_entered is not { } entered || state.Key == entered);

    /// <summary>Takes a place in the user's list.</summary>
    /// <exception cref="TooManySessionsException">The user has too many sessions.</exception>
    public async ValueTask EnterAsync(StateKey session, Lifetime lifetime, CancellationToken cancellationToken)
    {
        _since = node.Time.GetTimestamp();
        await node.Admission.AdmitAsync(user, session, lifetime, cancellationToken);
        (_entered, _lifetime) = (session, lifetime);
    }

    /// <summary>Before the commit: the place is that of the key that the session will have.</summary>
    /// <param name="before">The session as it is.</param>
    /// <param name="session">The key that it will have.</param>
    /// <param name="lifetime">How long it will live.</param>
    /// <param name="cancellationToken">Ends calls that were not begun.</param>
    /// <exception cref="TooManySessionsException">The place was lost by waiting, and there is no other one.</exception>
    public async ValueTask PrepareAsync(ClientState before, StateKey session, Lifetime lifetime, CancellationToken cancellationToken)
    {
        if (before.User != user && !before.User.IsNone)
            _left.Add((before.User, before.Key));
        if (user.IsNone)
            return;
        if (before.User == user)
        {
            _kept = before.Key;
            await MoveAsync(before.Key, session, lifetime, cancellationToken);
            return;
        }

        if (_entered is { } stale && node.Time.GetElapsedTime(_since) > Fresh)
        {
            await node.Leases.Store.LeaveUserAsync(user, stale, cancellationToken);
            _entered = null;
        }

        if (_entered is not { } entered)
        {
            await EnterAsync(session, lifetime, cancellationToken);
        }
        else if (entered != session)
        {
            await MoveAsync(entered, session, lifetime, cancellationToken);
            _left.Add((user, entered));
        }
    }

    /// <summary>The store has it. Does not fail.</summary>
    public async ValueTask FinishAsync()
    {
        foreach (var (old, session) in _left)
            await node.Admission.LeaveAsync(old, session);
        if (_entered is not { } entered)
            return;
        try
        {
            await node.Admission.ConfirmAsync(user, entered, _lifetime);
        }
        catch (SessionUnavailableException unavailable)
        {
            node.Log.ConfirmFailed(user, entered, unavailable);
            ConfirmLater(entered);
        }
    }

    /// <summary>The request does not want it any more. Does not fail.</summary>
    /// <param name="mayBeStored">Whether the store was told, and has not answered.</param>
    public async ValueTask DropAsync(bool mayBeStored)
    {
        if (_entered is not { } entered || entered == _kept)
            return;
        if (mayBeStored)
        {
            ConfirmLater(entered);
            return;
        }

        await node.Admission.LeaveAsync(user, entered);
        foreach (var (_, session) in _left.Where(left => left.User == user))
            await node.Admission.LeaveAsync(user, session);
    }

    private async ValueTask MoveAsync(StateKey from, StateKey to, Lifetime lifetime, CancellationToken cancellationToken)
    {
        await node.Leases.Store.MoveUserAsync(user, from, to, lifetime, cancellationToken);
        (_entered, _lifetime) = (to, lifetime);
    }

    private void ConfirmLater(StateKey entered) => node.Leases.Returns.GiveBackLater(
        entered, purpose, () => node.Admission.ConfirmAsync(user, entered, _lifetime));
}
