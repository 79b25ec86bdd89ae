namespace Tidemark;

// Sessions from outside: those of a user, and their ends.
public sealed partial class SessionManager
{
    /// <summary>
    /// The sessions of a user on all nodes, as of their last commits; the one that was bound first is first. Asks the store once for each.
    /// </summary>
    /// <param name="user">As given to <see cref="Session.BindUserAsync"/>.</param>
    /// <param name="cancellationToken">Ends calls that were not begun.</param>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public ValueTask<IReadOnlyList<UserSession>> ListAsync(string user, CancellationToken cancellationToken = default) =>
        _users.ListAsync(_node.KeyOf(user), cancellationToken);

    /// <summary>How many sessions a user has on all nodes. Asks the store once for each.</summary>
    /// <param name="user">As given to <see cref="Session.BindUserAsync"/>.</param>
    /// <param name="cancellationToken">Ends calls that were not begun.</param>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public ValueTask<int> CountAsync(string user, CancellationToken cancellationToken = default) =>
        _users.CountAsync(_node.KeyOf(user), cancellationToken);

    /// <summary>
    /// Ends a session, whichever node has it: from now on no request gets it, and no commit of it is accepted. A node that keeps it forgets it when the
    /// store tells it so, at once or within a third of <see cref="TidemarkOptions.NodeLease"/>; requests inside go on, and cannot store anything.
    /// Its end is told with <see cref="Stores.EndReason.Revoked"/>.
    /// </summary>
    /// <param name="id">Which one.</param>
    /// <param name="cancellationToken">Ends calls that were not begun.</param>
    /// <returns>Whether there was such a session.</returns>
    /// <exception cref="SessionUnavailableException">The store could not be reached. Whether the session was ended is unknown: end it again.</exception>
    public ValueTask<bool> EndAsync(SessionId id, CancellationToken cancellationToken = default) => EndAsync(_node.KeyOf(id), cancellationToken);

    /// <summary>The same, for whoever knows the key and not the id.</summary>
    internal ValueTask<bool> EndAsync(Stores.StateKey key, CancellationToken cancellationToken) => _users.EndAsync(key, cancellationToken);

    /// <summary>Ends one session of a user, as <see cref="EndAsync(SessionId, CancellationToken)"/> does.</summary>
    /// <param name="user">As given to <see cref="Session.BindUserAsync"/>. Take it from the request's own user, never from the form.</param>
    /// <param name="reference">Which one: its <see cref="UserSession.Reference"/>. Any other text, and that of another user's session, does nothing.</param>
    /// <param name="cancellationToken">Ends calls that were not begun.</param>
    /// <returns>Whether the user had such a session.</returns>
    /// <exception cref="SessionUnavailableException">The store could not be reached. Whether the session was ended is unknown: end it again.</exception>
    public ValueTask<bool> EndAsync(string user, string reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _users.EndAsync(_node.KeyOf(user), reference, cancellationToken);
    }

    /// <summary>
    /// Ends all sessions of a user, as <see cref="EndAsync(SessionId, CancellationToken)"/> does: when he signs out everywhere, has changed his password, or
    /// may no longer come in. One that is bound to him at the same moment may stay.
    /// </summary>
    /// <param name="user">As given to <see cref="Session.BindUserAsync"/>.</param>
    /// <param name="except">The session that stays, such as that of the request; null for none.</param>
    /// <param name="cancellationToken">Ends calls that were not begun.</param>
    /// <returns>How many it ended.</returns>
    /// <exception cref="SessionUnavailableException">The store could not be reached for some of them. The others were ended: call it again.</exception>
    public ValueTask<int> EndAllAsync(string user, Session? except = null, CancellationToken cancellationToken = default) =>
        _users.EndAllAsync(_node.KeyOf(user), except?.Keys ?? [], cancellationToken);
}
