using Tidemark.Diagnostics;
using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// Whether a user may have one more session. Each is entered in the user's list before it is looked at who came first, so that of two that come at
/// once one sees the other.
/// </summary>
internal sealed class UserAdmission(SessionNode node, TidemarkOptions options)
{
    private StoreCalls Store => node.Leases.Store;

    /// <summary>Enters a session in the list of a user.</summary>
    /// <exception cref="TooManySessionsException">It may not be there, and is not.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached. A session that is entered in vain is removed by the store.</exception>
    public async ValueTask AdmitAsync(UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken)
    {
        var earlier = await EnterAsync(user, session, lifetime, cancellationToken);
        if (options.SessionsPerUser is not { } limit || earlier.Count < limit)
            return;
        try
        {
            var live = await LiveAsync(user, earlier, cancellationToken);
            if (live.Count < limit)
                return;
            if (options.OnUserLimit == UserLimitPolicy.RefuseNewest)
                throw Refuse(user, session, live.Count, limit);
            await DisplaceAsync(user, [.. live.Take(live.Count - limit + 1)], cancellationToken);
        }
        catch
        {
            await LeaveAsync(user, session);
            throw;
        }
    }

    /// <summary>
    /// Looks once more, now that the session is in the store under this key. Whoever came later may have displaced it while it was not there, or the
    /// list may have lost it: then it is the last one now, and ends if the user has as many as he may without it.
    /// </summary>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public async ValueTask ConfirmAsync(UserKey user, StateKey session, Lifetime lifetime)
    {
        if (options.SessionsPerUser is not { } limit)
            return;
        var earlier = await EnterAsync(user, session, lifetime, CancellationToken.None);
        if (earlier.Count < limit || (await LiveAsync(user, earlier, CancellationToken.None)).Count < limit)
            return;
        await node.Leases.EndAsync(session, EndReason.Displaced, CancellationToken.None);
        await LeaveAsync(user, session);
    }

    /// <summary>As <see cref="ConfirmAsync"/>, for a session of which it is not known whether it was ever bound to the user.</summary>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public async ValueTask ConfirmLateAsync(UserKey user, StateKey session, Lifetime lifetime)
    {
        if (await Store.IsBoundAsync(user, session, CancellationToken.None))
            await ConfirmAsync(user, session, lifetime);
        else
            await Store.LeaveUserAsync(user, session, CancellationToken.None);
    }

    /// <summary>Takes a session out of the list of a user. Does not fail: an entry without a session counts for a minute only.</summary>
    public async ValueTask LeaveAsync(UserKey user, StateKey session)
    {
        try
        {
            await Store.LeaveUserAsync(user, session, CancellationToken.None);
        }
        catch (SessionUnavailableException unavailable)
        {
            node.Log.LeaveUserFailed(user, session, unavailable);
        }
    }

    /// <summary>The entries that came before this session's.</summary>
    private async ValueTask<IReadOnlyList<UserEntry>> EnterAsync(
        UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken)
    {
        var entries = await Store.EnterUserAsync(user, session, lifetime, cancellationToken);
        var own = entries.First(entry => entry.Session == session).Place;
        return [.. entries.Where(entry => entry.Place < own)];
    }

    /// <summary>Places that are taken: by a session of the user, or by one that may still be on its way. The others are cleared.</summary>
    private async ValueTask<List<long>> LiveAsync(UserKey user, IReadOnlyList<UserEntry> entries, CancellationToken cancellationToken)
    {
        var live = new List<long>();
        foreach (var (session, place, age) in entries)
        {
            if (age >= IUserIndex.Patience && !await Store.IsBoundAsync(user, session, cancellationToken))
                await LeaveAsync(user, session);
            else if (!live.Contains(place))
                live.Add(place);
        }

        return live;
    }

    // In this order: a session that is stored after it was to end finds out that it is no longer in the list. One that gets a new id meanwhile has
    // entered that at its place, or is the last one with it.
    private async ValueTask DisplaceAsync(UserKey user, IReadOnlyCollection<long> places, CancellationToken cancellationToken)
    {
        while (true)
        {
            var entries = (await Store.ListUserAsync(user, cancellationToken)).Where(entry => places.Contains(entry.Place)).ToArray();
            if (entries.Length == 0)
                return;
            foreach (var (session, _, _) in entries)
                await DisplaceAsync(user, session, cancellationToken);
        }
    }

    // What is not in the list is ended: else nobody could sign it out.
    private async ValueTask DisplaceAsync(UserKey user, StateKey session, CancellationToken cancellationToken)
    {
        try
        {
            await Store.LeaveUserAsync(user, session, cancellationToken);
            await node.Leases.EndAsync(session, EndReason.Displaced, cancellationToken);
        }
        catch
        {
            node.Leases.LateEnds.EndFromOutside(session, EndReason.Displaced);
            throw;
        }
    }

    private TooManySessionsException Refuse(UserKey user, StateKey session, int sessions, int limit)
    {
        node.Meter.BindRefused();
        node.Log.BindRefused(session, user, sessions, limit);
        return new TooManySessionsException(sessions, limit);
    }
}
