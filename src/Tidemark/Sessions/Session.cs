using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// One request's session. Get objects, change them, and what changed is stored when the request ends: there is no call to forget.
/// </summary>
/// <remarks>
/// The first call that needs what is in it finds it, and may throw what <see cref="LoadAsync"/> throws; a call that cannot be awaited may block for that.
/// Belongs to one request and is not safe for several threads at once. Other requests may share the session at the same time, on this node
/// only: see <see cref="SessionAccess.Shared"/>.
/// </remarks>
public sealed partial class Session : IAsyncDisposable
{
    private readonly SessionNode _node;
    private readonly UnitOfWork _work;

    internal Session(SessionNode node, SessionAccess access, StateHold hold) => (_node, Access, _work) = (node, access, new UnitOfWork(node, access, hold));

    /// <summary>One that is looked for when it is first used.</summary>
    internal Session(SessionNode node, SessionAccess access, IUnitOwner owner) =>
        (_node, Access, _work) = (node, access, new UnitOfWork(node, access, owner));

    /// <summary>
    /// Raised when <see cref="Discard"/> or <see cref="Abandon"/> drops changes that were not committed: for code that keeps writes of its own
    /// until the commit, such as <c>HttpContext.Session</c>.
    /// </summary>
    public event Action? ChangesDropped;

    /// <summary>Whether nothing of this session is in the store yet.</summary>
    public bool IsNew => Access != SessionAccess.None && !State.IsStored;

    /// <summary>What the request may do with the session.</summary>
    public SessionAccess Access { get; }

    /// <summary>
    /// The secret the client gets to name this session. After <see cref="RegenerateIdAsync"/> it is the new one, which is valid from the
    /// next commit on. Give it to a client only after a commit, and only if the session is not <see cref="IsNew"/> then.
    /// </summary>
    public SessionId Id => Changes.Id;

    /// <summary>Whether <see cref="Abandon"/> was called. All else that is asked here is then about the new session, which is empty at first.</summary>
    public bool IsAbandoned => _work.IsAbandoned;

    /// <summary>When the session got its id, by the store's clock; by this node's clock if that was in this request.</summary>
    public DateTimeOffset Created => State.Created;

    /// <summary>The names of the attributes there are, in ordinal order. None if the session has ended since the request gave way to others.</summary>
    /// <exception cref="SessionUnavailableException">As for <see cref="Read{T}"/>.</exception>
    public IReadOnlyList<string> Names
    {
        get
        {
            _work.NoteUse();
            return Hold.IsApart && !Hold.TryLookAgain(out _)
                ? []
                : State.Present(Hold.Viewer).Select(slot => slot.Name).Order(StringComparer.Ordinal).ToArray();
        }
    }

    private StateHold Hold => _work.Hold;

    private SessionChanges Changes => _work.Changes;

    private SessionAttributes Attributes => new(_node, Hold);

    private ClientState State => Hold.State;

    /// <summary>
    /// Gets an attribute for reading and changing; default if it is not there. What you change in it is stored. A request that shares the
    /// session has the attribute for itself from now on, and waits for it if another one has it; to look at it only, call <see cref="Read{T}"/>.
    /// </summary>
    /// <exception cref="SessionAttributeException">The stored bytes cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="SessionLockTimeoutException">Another request had the attribute for too long.</exception>
    /// <exception cref="SessionDeadlockException">Requests wait for each other's attributes. Send this request again.</exception>
    /// <exception cref="InvalidOperationException">The access is ReadOnly, Peek or None, the session is closed, or the attribute is open as
    /// another type.</exception>
    public ValueTask<T?> GetAsync<T>(SessionKey<T> key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        EnsureWritable(cancellationToken);
        return _work.IsOpen ? Attributes.GetAsync(key, cancellationToken) : OpenAndGetAsync(key, cancellationToken);
    }

    /// <summary>As <see cref="GetAsync{T}"/>, but makes, keeps and returns a new value if the attribute is not there.</summary>
    /// <exception cref="SessionAttributeException">The stored bytes cannot be read as <typeparamref name="T"/>, the type cannot be
    /// stored, or the session has too many attributes.</exception>
    /// <exception cref="SessionLockTimeoutException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="SessionDeadlockException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="GetAsync{T}"/>; or <paramref name="create"/> returned null.</exception>
    public ValueTask<T> GetOrCreateAsync<T>(SessionKey<T> key, Func<T> create, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(create);
        EnsureWritable(cancellationToken);
        if (!_work.IsOpen)
            return OpenAndGetOrCreateAsync(key, create, cancellationToken);
        _work.EnsureMayBegin();
        return Attributes.GetOrCreateAsync(key, create, cancellationToken);
    }

    /// <summary>
    /// Gets an attribute only to look at it: a private copy, or the shared instance if its type is immutable. Never written back, and never
    /// waits. It shows what this request has changed so far, committed or not, and of other requests what they have committed.
    /// If another request of this node has ended the session meanwhile, or given it a new id, it shows what there was before.
    /// </summary>
    /// <remarks>
    /// A request that gave way to others (<see cref="StandByAsync"/>, <see cref="ReleaseAsync"/>, or because its response has begun) sees what there is by now.
    /// If only the store knows that, the thread waits for it, at most for <see cref="TidemarkOptions.StoreTimeout"/>. A request that shares the session
    /// and did not give way sees it as it was when it came in, or at its last commit of a change, if this node gave the session back meanwhile because
    /// the store did not answer another request's commit.
    /// </remarks>
    /// <exception cref="SessionAttributeException">The stored bytes cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="SessionCommitException">Another node had the session since, or it was ended from outside.</exception>
    /// <exception cref="SessionUnavailableException">The request gave way to others, and the store did not answer.</exception>
    /// <exception cref="InvalidOperationException">The access is None, or the attribute is open as another type.</exception>
    public T? Read<T>(SessionKey<T> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _work.EnsureReadable();
        return Attributes.Read(key);
    }

    /// <summary>
    /// Sets an attribute; null removes it. The session keeps the very object: later changes to it in this request are stored too.
    /// It is encoded at once, so that what cannot be stored is refused here and not at the commit.
    /// </summary>
    /// <exception cref="SessionAttributeException">The value cannot be stored, or is over a limit. Nothing was changed.</exception>
    /// <exception cref="SessionLockTimeoutException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="SessionDeadlockException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="InvalidOperationException">The access is ReadOnly, Peek or None, or the session is closed.</exception>
    public ValueTask SetAsync<T>(SessionKey<T> key, T value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (value is null)
            return RemoveAsync(key.Name, cancellationToken);

        EnsureWritable(cancellationToken);
        if (!_work.IsOpen)
            return OpenAndSetAsync(key, value, cancellationToken);
        _work.EnsureMayBegin();
        return Attributes.SetAsync(key, value, cancellationToken);
    }

    /// <summary>
    /// Removes an attribute, if it is there. Its stored bytes are not read, so that this also rids of unreadable ones. If this node has ended the
    /// session meanwhile, nothing is there.
    /// </summary>
    /// <exception cref="SessionLockTimeoutException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="SessionDeadlockException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="InvalidOperationException">The access is ReadOnly, Peek or None, or the session is closed.</exception>
    public ValueTask RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        EnsureWritable(cancellationToken);
        return _work.IsOpen ? RemoveNowAsync(name, cancellationToken) : OpenAndRemoveAsync(name, cancellationToken);
    }

    /// <summary>
    /// Has several attributes for this request alone, all or none of them: requests that take what they need in one such call cannot
    /// deadlock. Without <see cref="SessionAccess.Shared"/> there is nobody to wait for.
    /// </summary>
    /// <exception cref="SessionLockTimeoutException">Another request had one of them for too long.</exception>
    /// <exception cref="SessionDeadlockException">This request had some already, and another one waits for these.</exception>
    /// <exception cref="InvalidOperationException">The access is ReadOnly, Peek or None, or the session is closed.</exception>
    public ValueTask LockAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        EnsureWritable(cancellationToken);
        return _work.IsOpen ? LockNowAsync(names, cancellationToken) : OpenAndLockAsync(names, cancellationToken);
    }

    /// <summary>
    /// Ends the session with the next commit: its id is dead then, whoever uses it. What this request has changed in it is dropped. If the
    /// request sets something after this, such as a farewell for the next page, that begins a new session, with an id of its own.
    /// </summary>
    /// <exception cref="InvalidOperationException">The access is ReadOnly, Peek or None, or the session is closed.</exception>
    public void Abandon()
    {
        _work.Abandon();
        ChangesDropped?.Invoke();
    }

    /// <summary>
    /// Gives the session a new id, with the same state. It takes place with the next commit, so that a request that fails changes
    /// nothing; from then on the old id is dead on every node. Call it when a user signs in or out.
    /// </summary>
    /// <exception cref="InvalidOperationException">The access is ReadOnly, Peek or None, or the session is closed.</exception>
    public ValueTask RegenerateIdAsync(CancellationToken cancellationToken = default)
    {
        EnsureWritable(cancellationToken);
        if (!_work.IsOpen)
            return OpenAndRegenerateIdAsync(cancellationToken);
        Changes.RenewId();
        return ValueTask.CompletedTask;
    }

    /// <summary>Stores what changed so far, and keeps what the request has. Does nothing when nothing changed.</summary>
    /// <exception cref="SessionCommitException">The store refused, or whether it applied the commit is unknown.</exception>
    /// <exception cref="SessionAttributeException">An object has become too large, or holds what cannot be stored. Nothing was sent.</exception>
    public ValueTask CommitAsync(CancellationToken cancellationToken = default) => _work.CommitAsync(Afterwards.GoOn, cancellationToken);

    /// <summary>
    /// Stores what changed so far, and lets others have the session from then on whenever they ask: for what goes on for long and is mostly
    /// done with its session, such as a download. Objects that it got stay its own: if it changes one later, that is stored too, unless
    /// somebody else has changed that attribute by then; this is refused, not lost in silence.
    /// </summary>
    /// <exception cref="SessionCommitException">The store refused, or whether it applied the commit is unknown.</exception>
    /// <exception cref="SessionAttributeException">An object has become too large, or holds what cannot be stored. Nothing was sent.</exception>
    public ValueTask StandByAsync(CancellationToken cancellationToken = default) => _work.CommitAsync(Afterwards.StandBy, cancellationToken);

    /// <summary>
    /// Stores what changed so far, and gives the session back before slow work. Objects that were handed out no longer belong to the session:
    /// get them again, which waits for the session again.
    /// </summary>
    /// <exception cref="SessionCommitException">The store refused, or whether it applied the commit is unknown.</exception>
    /// <exception cref="SessionAttributeException">An object has become too large, or holds what cannot be stored. Nothing was sent.</exception>
    public ValueTask ReleaseAsync(CancellationToken cancellationToken = default) => _work.CommitAsync(Afterwards.Leave, cancellationToken);

    /// <summary>
    /// Stores what changed so far and ends the request's part, in one trip to the store. After that the session is closed, and only
    /// <see cref="Read{T}"/> works. If it fails, the session stays open: commit again, or <see cref="Discard"/>.
    /// </summary>
    /// <exception cref="SessionCommitException">The store refused, or whether it applied the commit is unknown.</exception>
    /// <exception cref="SessionAttributeException">An object has become too large, or holds what cannot be stored. Nothing was sent.</exception>
    public ValueTask CompleteAsync(CancellationToken cancellationToken = default) => _work.CommitAsync(Afterwards.Close, cancellationToken);

    /// <summary>
    /// Forgets what changed since the last commit, a new id, a new lifetime, a user and <see cref="Abandon"/> included. Objects that were
    /// handed out no longer belong to the session: get them again. An end that was sent, and may have been applied, cannot be forgotten.
    /// </summary>
    public void Discard()
    {
        _work.Discard();
        ChangesDropped?.Invoke();
    }

    /// <summary>
    /// As <see cref="Discard"/>, and gives the session back: whatever a commit was refused for, the next access begins with what the store has.
    /// </summary>
    internal void StartOver()
    {
        Discard();
        if (_work.IsOpen)
            Hold.StartOver();
    }

    /// <summary>Ends the request's part without storing anything that is not committed. Does not throw.</summary>
    public ValueTask DisposeAsync() => _work.DisposeAsync();

    /// <summary>Whether anything was asked of the session since the last commit but to read it.</summary>
    internal bool MayHaveChanged => _work.MayHaveChanged;

    /// <summary>Whether the request's part has ended.</summary>
    internal bool IsClosed => _work.IsClosed;

    /// <summary>Whether it ended without a last commit.</summary>
    internal bool IsDisposed => _work.IsDisposed;

    private void EnsureWritable(CancellationToken cancellationToken) => _work.EnsureWritable(cancellationToken);
}
