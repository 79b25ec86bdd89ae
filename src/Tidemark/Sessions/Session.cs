namespace Tidemark;

/// <summary>
/// One request's session. Get objects, change them, and what changed is stored when the request ends: there is no call to forget.
/// </summary>
/// <remarks>Belongs to one request and is not safe for several threads at once.</remarks>
public sealed class Session : IAsyncDisposable
{
    /// <summary>Whether nothing of this session is in the store yet.</summary>
    public bool IsNew => throw new NotImplementedException();

    /// <summary>What the request may do with the session.</summary>
    public SessionAccess Access => throw new NotImplementedException();

    /// <summary>The secret the client gets to name this session. A new one after <see cref="RegenerateIdAsync"/>.</summary>
    public SessionId Id => throw new NotImplementedException();

    /// <summary>Whether <see cref="Abandon"/> was called.</summary>
    public bool IsAbandoned => throw new NotImplementedException();

    /// <summary>The names of the attributes there are, in ordinal order.</summary>
    public IReadOnlyList<string> Names => throw new NotImplementedException();

    /// <summary>How long the session may stay unused before it ends. Setting it changes this session only, from its next commit on.</summary>
    public TimeSpan IdleTimeout { get => throw new NotImplementedException(); set => throw new NotImplementedException(); }

    /// <summary>How long the session may live in all, from its creation. Setting it changes this session only.</summary>
    public TimeSpan AbsoluteTimeout { get => throw new NotImplementedException(); set => throw new NotImplementedException(); }

    /// <summary>Gets an attribute for reading and changing; default if it is not there. What you change in it is stored.</summary>
    /// <exception cref="SessionAttributeException">The stored bytes cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="InvalidOperationException">The request's access is ReadOnly or None, or the session was abandoned.</exception>
    public ValueTask<T?> GetAsync<T>(SessionKey<T> key, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="GetAsync{T}"/>, but makes, keeps and returns a new value if the attribute is not there.</summary>
    public ValueTask<T> GetOrCreateAsync<T>(SessionKey<T> key, Func<T> create, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Gets an attribute only to look at it: a private copy, or the shared instance if its type is immutable. Never written back.</summary>
    public T? Read<T>(SessionKey<T> key) => throw new NotImplementedException();

    /// <summary>Sets an attribute. The session keeps the very object: later changes to it in this request are stored too.</summary>
    public ValueTask SetAsync<T>(SessionKey<T> key, T value, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Removes an attribute, if it is there.</summary>
    public ValueTask RemoveAsync(string name, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends the session: its state goes from the store at the end of the request, its id is dead from then on.</summary>
    public void Abandon() => throw new NotImplementedException();

    /// <summary>Gives the session a new id, with the same state; the old id is dead at once. Call it when a user signs in or out.</summary>
    public ValueTask RegenerateIdAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Stores what changed so far. Does nothing when nothing changed.</summary>
    /// <exception cref="SessionCommitException">The store refused, or whether it applied the commit is unknown.</exception>
    public ValueTask CommitAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Forgets what changed since the last commit.</summary>
    public void Discard() => throw new NotImplementedException();

    /// <summary>Gives the lease back without storing anything that is not committed.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
