using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>The sessions that are bound to a user, on all nodes: looked at and ended from outside.</summary>
/// <remarks>The store's list only says where to look. What counts is whose session each is by its last commit.</remarks>
internal sealed class UserSessions(SessionNode node)
{
    private StoreCalls Store => node.Leases.Store;

    public async ValueTask<IReadOnlyList<UserSession>> ListAsync(UserKey user, CancellationToken cancellationToken)
    {
        var sessions = new List<UserSession>();
        foreach (var place in await PlacesAsync(user, cancellationToken))
        {
            // A session that gets a new id is there twice for a moment; if its node dies then, only one of them is used any more.
            var found = new List<(StateKey Key, PrimaryState State)>();
            foreach (var (key, _, _) in place)
            {
                if (await FindAsync(user, key, cancellationToken) is { } state)
                    found.Add((key, state));
            }

            if (found.Count == 0)
                continue;
            var (last, lastState) = found.MaxBy(session => session.State.IdleRemaining);
            await node.Leases.Schemas.FetchAsync(lastState, cancellationToken);
            sessions.Add(new UserSession(node.Look(node.Read(last, lastState), nameof(UserSession)), last, lastState));
        }

        return sessions;
    }

    public async ValueTask<int> CountAsync(UserKey user, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var place in await PlacesAsync(user, cancellationToken))
        {
            foreach (var (key, _, _) in place)
            {
                if (!await Store.IsBoundAsync(user, key, cancellationToken))
                    continue;
                count++;
                break;
            }
        }

        return count;
    }

    public async ValueTask<bool> EndAsync(UserKey user, string reference, CancellationToken cancellationToken) => await EndAsync(
        user, place => place.Any(entry => UserSession.ReferenceOf(entry.Session) == reference), cancellationToken) > 0;

    public ValueTask<int> EndAllAsync(UserKey user, IReadOnlyCollection<StateKey> except, CancellationToken cancellationToken) =>
        EndAsync(user, place => !place.Any(entry => except.Contains(entry.Session)), cancellationToken);

    public async ValueTask<bool> EndAsync(StateKey key, CancellationToken cancellationToken)
    {
        var user = await FindUserAsync(key, cancellationToken);
        var isEnded = await node.Leases.EndAsync(key, EndReason.Revoked, cancellationToken);
        if (!user.IsNone)
            await node.Admission.LeaveAsync(user, key);
        return isEnded;
    }

    /// <summary>
    /// Ends the sessions at some places. A session that gets a new id at the same moment keeps its place, where its new key is entered before the old
    /// one ends: so it looks again until it finds nothing, and nothing new.
    /// </summary>
    private async ValueTask<int> EndAsync(UserKey user, Func<IGrouping<long, UserEntry>, bool> which, CancellationToken cancellationToken)
    {
        var places = (await PlacesAsync(user, cancellationToken)).Where(which).ToArray();
        var wanted = places.Select(place => place.Key).ToHashSet();
        var (seen, ended) = (new HashSet<StateKey>(), new HashSet<long>());
        var failed = new Dictionary<StateKey, Exception>();
        for (var isNews = places.Length > 0; isNews;)
        {
            isNews = false;
            foreach (var (key, place, _) in places.SelectMany(place => place))
            {
                if (failed.ContainsKey(key))
                    continue;
                try
                {
                    var isThere = await Store.IsBoundAsync(user, key, cancellationToken);
                    isNews |= seen.Add(key) || isThere;
                    if (!isThere || !await node.Leases.EndAsync(key, EndReason.Revoked, cancellationToken))
                        continue;
                    await node.Admission.LeaveAsync(user, key);
                    ended.Add(place);
                }
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
                {
                    // The others end all the same: where they are may be reached.
                    failed.Add(key, failure);
                }
            }

            if (isNews)
                places = [.. (await PlacesAsync(user, cancellationToken)).Where(place => wanted.Contains(place.Key))];
        }

        return failed.Count == 0 ? ended.Count : throw Unfinished(failed.Values);
    }

    private static SessionUnavailableException Unfinished(IReadOnlyCollection<Exception> failures) => new(
        $"Whether {failures.Count} of the user's sessions were ended is unknown; all others that were to end were. Call it again to end the rest. "
        + failures.First().Message,
        failures.First());

    private async ValueTask<IEnumerable<IGrouping<long, UserEntry>>> PlacesAsync(UserKey user, CancellationToken cancellationToken) =>
        (await Store.ListUserAsync(user, cancellationToken)).GroupBy(entry => entry.Place);

    // Nobody can say whose a damaged session is; and to end it is how it goes.
    private async ValueTask<UserKey> FindUserAsync(StateKey key, CancellationToken cancellationToken)
    {
        try
        {
            return (await Store.ReadHeadAsync(key, cancellationToken))?.User ?? UserKey.None;
        }
        catch (SessionDamagedException)
        {
            return UserKey.None;
        }
    }

    private async ValueTask<PrimaryState?> FindAsync(UserKey user, StateKey key, CancellationToken cancellationToken) =>
        await Store.ReadAsync(key, StateVersion.None, cancellationToken) is ReadOutcome.Found { State: var state } && state.User == user ? state : null;
}
