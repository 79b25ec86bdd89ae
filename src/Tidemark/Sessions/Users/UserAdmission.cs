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

    /// <summary>Enters a session in the list of a user, and returns its place there.</summary>
    /// <exception cref="TooManySessionsException">It may not be there, and is not.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached. A session that is entered in vain is removed by the store.</exception>
    public async ValueTask<long> AdmitAsync(UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken)
    {
        var entries = await Store.EnterUserAsync(user, session, lifetime, cancellationToken);
        var own = PlaceOf(entries, session);
        var earlier = entries.Where(entry => entry.Place < own).ToArray();
        if (options.SessionsPerUser is not { } limit || earlier.Length < limit)
            return own;
        try
        {
            var live = await LiveAsync(user, earlier, cancellationToken);
            if (live.Count < limit)
                return own;
            if (options.OnUserLimit == UserLimitPolicy.RefuseNewest)
                throw Refuse(user, session, live.Count, limit);
            foreach (var place in live.Take(live.Count - limit + 1))
                await DisplaceAsync(user, place, cancellationToken);
            return own;
        }
        catch
        {
            await LeaveAsync(user, session);
            throw;
        }
    }

    /// <summary>
    /// Looks once more, now that the session is in the store. Whoever came later may have passed over it while it was not there, or the list may have
    /// lost it: then it ends, if the user has as many as he may without it.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="session">The session.</param>
    /// <param name="place">The place that it was admitted at.</param>
    /// <param name="lifetime">How long the session lives.</param>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public async ValueTask ConfirmAsync(UserKey user, StateKey session, long place, Lifetime lifetime)
    {
        if (options.SessionsPerUser is not { } limit)
            return;
        var entries = await Store.EnterUserAsync(user, session, lifetime, CancellationToken.None);
        var own = PlaceOf(entries, session);
        if (own == place)
            return;
        var others = await LiveAsync(user, entries.Where(entry => entry.Place != own), CancellationToken.None);
        if (others.Count < limit)
            return;
        await node.Leases.EndAsync(session, EndReason.Displaced, CancellationToken.None);
        await LeaveAsync(user, session);
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

    private static long PlaceOf(IReadOnlyList<UserEntry> entries, StateKey session) => entries.First(entry => entry.Session == session).Place;

    /// <summary>Places that are taken: by a session of the user, or by one that may still be on its way. The others are cleared.</summary>
    private async ValueTask<List<UserEntry[]>> LiveAsync(UserKey user, IEnumerable<UserEntry> entries, CancellationToken cancellationToken)
    {
        var live = new List<UserEntry[]>();
        foreach (var place in entries.GroupBy(entry => entry.Place))
        {
            var isLive = false;
            foreach (var (session, _, age) in place)
            {
                if (age < IUserIndex.Patience || await IsBoundAsync(user, session, cancellationToken))
                    isLive = true;
                else
                    await LeaveAsync(user, session);
            }

            if (isLive)
                live.Add([.. place]);
        }

        return live;
    }

    private async ValueTask<bool> IsBoundAsync(UserKey user, StateKey session, CancellationToken cancellationToken) =>
        await Store.ReadAsync(session, StateVersion.None, cancellationToken) is ReadOutcome.Found { State: var state } && state.User == user;

    // In this order: a session that is created after it was to end finds out that it is no longer in the list.
    private async ValueTask DisplaceAsync(UserKey user, UserEntry[] place, CancellationToken cancellationToken)
    {
        foreach (var (session, _, _) in place)
        {
            await Store.LeaveUserAsync(user, session, cancellationToken);
            await node.Leases.EndAsync(session, EndReason.Displaced, cancellationToken);
        }
    }

    private TooManySessionsException Refuse(UserKey user, StateKey session, int sessions, int limit)
    {
        node.Meter.BindRefused();
        node.Log.BindRefused(session, user, sessions, limit);
        return new TooManySessionsException(sessions, limit);
    }
}
