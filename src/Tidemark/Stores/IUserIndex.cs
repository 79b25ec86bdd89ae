namespace Tidemark.Stores;

/// <summary>
/// Which sessions belong to which user, in the order in which they were entered. Each verb is atomic per user, but not with the verbs of sessions: a
/// session is entered before it is committed, and an entry may outlive its session. Whoever counts looks whether the sessions are there.
/// </summary>
/// <remarks>A store removes an entry with its session, at once or soon after: by the <see cref="CommitRequest.User"/> of its last commit.</remarks>
public interface IUserIndex
{
    /// <summary>How long an entry may wait for its session to be committed: a minute. After that a store may remove it, if there is no session.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Enters a session as the last of a user, unless it is there already, and returns all entries, the first one first.</summary>
    /// <param name="user">The user; not <see cref="UserKey.None"/>.</param>
    /// <param name="session">The session, which need not be committed yet.</param>
    /// <param name="lifetime">How long the session lives: an index that nobody touches is gone after the longest of those entered.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="IPrimaryStore"/>.</param>
    ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken);

    /// <summary>
    /// Enters <paramref name="next"/>, the new key of a session, at the place of <paramref name="session"/>, which keeps its own entry until it ends.
    /// As the last one, if <paramref name="session"/> is not there. Does nothing if <paramref name="next"/> is there already.
    /// </summary>
    ValueTask MoveUserAsync(UserKey user, StateKey session, StateKey next, Lifetime lifetime, CancellationToken cancellationToken);

    /// <summary>Removes an entry, if it is there.</summary>
    ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken);

    /// <summary>All entries of a user, the first one first.</summary>
    ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken);
}

/// <summary>A session in the list of its user.</summary>
/// <param name="Session">The session.</param>
/// <param name="Place">Its place: the lower, the earlier. A session and its next key have the same.</param>
/// <param name="Age">How long ago it was entered, by the store's clock. A young one may not be committed yet.</param>
public readonly record struct UserEntry(StateKey Session, long Place, TimeSpan Age);
