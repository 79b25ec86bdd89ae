using Tidemark.Stores;

namespace Tidemark;

// Whose session it is.
public sealed partial class Session
{
    /// <summary>Whether it is bound to a user, or will be with the next commit.</summary>
    public bool IsBound => !Changes.User.IsNone;

    /// <summary>Both keys that the session may have in lists: the one it has, and the one it will have.</summary>
    internal StateKey[] Keys => State.IsStored ? [State.Key, _node.KeyOf(Id)] : [_node.KeyOf(Id)];

    /// <summary>
    /// Makes this a session of a user: it is in his list on all nodes, and ends when his sessions are ended. Call it when he signs in; it stays so when
    /// the session gets a new id. Whether he may have one more session is decided at once; the binding takes place with the next commit, which stores
    /// even a session without attributes. A session has one user at a time. Does nothing if it is his already.
    /// </summary>
    /// <param name="user">His id in your application, which must never become another user's. The store gets a hash of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TooManySessionsException">
    /// He has as many as <see cref="TidemarkOptions.SessionsPerUser"/> allows. Thrown by the commit instead if that comes more than half a minute later,
    /// and others have taken his last place meanwhile.
    /// </exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached. Nothing was changed.</exception>
    /// <exception cref="SessionCommitException">Another node had the session since, or it was ended.</exception>
    /// <exception cref="InvalidOperationException">The access is ReadOnly, Peek or None, or the session is closed.</exception>
    public ValueTask BindUserAsync(string user, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        EnsureWritable(cancellationToken);
        return _work.IsOpen ? BindUserNowAsync(user, cancellationToken) : OpenAndBindUserAsync(user, cancellationToken);
    }

    private ValueTask BindUserNowAsync(string user, CancellationToken cancellationToken)
    {
        _work.EnsureMayBegin();

        // What must not begin takes no place in his list, and displaces nothing from it.
        if (_work.IsBarred())
            return default;
        return Changes.BindAsync(_node.KeyOf(user), cancellationToken);
    }

    /// <summary>
    /// Makes this nobody's session, from the next commit on. Does nothing if it is nobody's already. To end it as well, call <see cref="Abandon"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The access is ReadOnly, Peek or None, or the session is closed.</exception>
    public void UnbindUser()
    {
        EnsureWritable(CancellationToken.None);
        Changes.Unbind();
    }

    /// <summary>Whether it is bound to this user, or will be with the next commit. The store keeps no names: only who knows one can ask.</summary>
    public bool IsBoundTo(string user)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        return Changes.User == _node.KeyOf(user);
    }
}
