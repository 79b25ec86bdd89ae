using Tidemark.Diagnostics;
using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// Whose session it is to be, as one request wants it. It has its place in the user's list at once; the store is told with the next commit.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="user">The user; none to be nobody's from then on.</param>
internal sealed class UserBinding(SessionNode node, UserKey user)
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

    /// <summary>Whether the store has acknowledged it. What other requests have said of the session since does not count.</summary>
    public bool IsStored { get; set; }

    /// <summary>Takes a place in the user's list.</summary>
    /// <exception cref="TooManySessionsException">The user has too many sessions.</exception>
    public async ValueTask EnterAsync(StateKey session, Lifetime lifetime, CancellationToken cancellationToken)
    {
        _since = node.Time.GetTimestamp();
        await node.Admission.AdmitAsync(user, session, lifetime, cancellationToken);
        (_entered, _lifetime) = (session, lifetime);
    }

    /// <summary>Before the commit, inside its turn: the place is that of the key that the session will have.</summary>
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
        else if (before.IsStored)
        {
            // Another request may have wanted the same user, and taken the entry out when it did not come to that.
            await node.Leases.Store.EnterUserAsync(user, session, lifetime, cancellationToken);
        }
    }

    /// <summary>The store has it. Does not fail.</summary>
    /// <param name="hold">The request's hold on its session.</param>
    public async ValueTask FinishAsync(StateHold hold)
    {
        await LeaveAsync(hold, _left);
        if (_entered is not { } entered)
            return;
        try
        {
            await node.Admission.ConfirmAsync(user, entered, _lifetime);
        }
        catch (SessionUnavailableException unavailable)
        {
            node.Log.ConfirmFailed(user, entered, unavailable);
            ConfirmLater((user, entered));
        }
    }

    /// <summary>The request does not want it any more. Does not fail.</summary>
    /// <param name="hold">The request's hold on its session.</param>
    /// <param name="mayBeStored">Whether the store was told, and has not answered.</param>
    public async ValueTask DropAsync(StateHold hold, bool mayBeStored)
    {
        if (_entered is not { } entered || entered == _kept)
            return;
        (UserKey, StateKey)[] entries = [(user, entered), .. _left.Where(left => left.User == user)];
        if (mayBeStored)
            Array.ForEach(entries, ConfirmLater);
        else
            await LeaveAsync(hold, entries);
    }

    /// <summary>Takes entries out. Inside a turn, because another request may say meanwhile that the session is the user's: then the entry is right.</summary>
    private async ValueTask LeaveAsync(StateHold hold, IReadOnlyCollection<(UserKey User, StateKey Session)> entries)
    {
        if (entries.Count == 0)
            return;
        var turns = hold.Place?.Commits;
        if (turns is not null && !await turns.TakeAsync(node.Leases.NewWait(), CancellationToken.None))
        {
            Array.ForEach([.. entries], ConfirmLater);
            return;
        }

        try
        {
            foreach (var (listed, session) in entries)
            {
                if (hold.State is not { IsStored: true } state || state.User != listed || state.Key != session)
                    await node.Admission.LeaveAsync(listed, session);
            }
        }
        finally
        {
            turns?.Leave();
        }
    }

    private async ValueTask MoveAsync(StateKey from, StateKey to, Lifetime lifetime, CancellationToken cancellationToken)
    {
        await node.Leases.Store.MoveUserAsync(user, from, to, lifetime, cancellationToken);
        (_entered, _lifetime) = (to, lifetime);
    }

    private void ConfirmLater((UserKey User, StateKey Session) entry) => node.Leases.Retries.Add(new Retry(
        entry.Session, RetryKind.ConfirmUser, () => node.Admission.ConfirmLateAsync(entry.User, entry.Session, _lifetime)));
}
