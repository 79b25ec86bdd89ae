using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// One request's session. Get objects, change them, and what changed is stored when the request ends: there is no call to forget.
/// </summary>
/// <remarks>
/// Belongs to one request and is not safe for several threads at once. Other requests may share the session at the same time, on this node
/// only: see <see cref="SessionAccess.Shared"/>.
/// </remarks>
public sealed partial class Session : IAsyncDisposable
{
    private readonly SessionNode _node;
    private readonly StateHold _hold;
    private readonly SessionChanges _changes;
    private readonly SessionAttributes _attributes;
    private string? _closed;

    internal Session(SessionNode node, SessionAccess access, StateHold hold)
    {
        (_node, _hold) = (node, hold);
        _changes = new SessionChanges(node, hold, hold.Purpose);
        _attributes = new SessionAttributes(node, hold, _changes);
        Access = access;
    }

    /// <summary>Whether nothing of this session is in the store yet.</summary>
    public bool IsNew => Access != SessionAccess.None && !State.IsStored;

    /// <summary>What the request may do with the session.</summary>
    public SessionAccess Access { get; }

    /// <summary>
    /// The secret the client gets to name this session. After <see cref="RegenerateIdAsync"/> it is the new one, which is valid from the
    /// next commit on. Give it to a client only after a commit, and only if the session is not <see cref="IsNew"/> then.
    /// </summary>
    public SessionId Id => _changes.Id;

    /// <summary>Whether <see cref="Abandon"/> was called.</summary>
    public bool IsAbandoned => _changes.IsAbandoned;

    /// <summary>When the session got its id, by the store's clock; by this node's clock if that was in this request.</summary>
    public DateTimeOffset Created => State.Created;

    /// <summary>The names of the attributes there are, in ordinal order.</summary>
    public IReadOnlyList<string> Names =>
        IsAbandoned ? [] : State.Present(_hold.Viewer).Select(slot => slot.Name).Order(StringComparer.Ordinal).ToArray();

    /// <summary>How long the session may stay unused before it ends. Setting it changes this session only, from its next commit on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan IdleTimeout
    {
        get => _changes.Lifetime.Idle;
        set => SetLifetime(_changes.Lifetime with { Idle = value }, value);
    }

    /// <summary>
    /// How long the session may live in all, from when it got its id. Setting it changes this session only, from its next commit on.
    /// A new id does not prolong it: then this becomes what was left.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan AbsoluteTimeout
    {
        get => _changes.Lifetime.Absolute;
        set => SetLifetime(_changes.Lifetime with { Absolute = value }, value);
    }

    private ClientState State => _hold.State;

    /// <summary>
    /// Gets an attribute for reading and changing; default if it is not there. What you change in it is stored. A request that shares the
    /// session has the attribute for itself from now on, and waits for it if another one has it; to look at it only, call <see cref="Read{T}"/>.
    /// </summary>
    /// <exception cref="SessionAttributeException">The stored bytes cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="SessionLockTimeoutException">Another request had the attribute for too long.</exception>
    /// <exception cref="SessionDeadlockException">Requests wait for each other's attributes. Send this request again.</exception>
    /// <exception cref="InvalidOperationException">The access is ReadOnly or None, the session is closed, or the attribute is open as
    /// another type.</exception>
    public ValueTask<T?> GetAsync<T>(SessionKey<T> key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        EnsureWritable(cancellationToken);
        return _attributes.GetAsync(key, cancellationToken);
    }

    /// <summary>As <see cref="GetAsync{T}"/>, but makes, keeps and returns a new value if the attribute is not there.</summary>
    /// <exception cref="SessionAttributeException">The stored bytes cannot be read as <typeparamref name="T"/>, the type cannot be
    /// stored, or the session has too many attributes.</exception>
    /// <exception cref="SessionLockTimeoutException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="SessionDeadlockException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="GetAsync{T}"/>; or the session was abandoned, or
    /// <paramref name="create"/> returned null.</exception>
    public ValueTask<T> GetOrCreateAsync<T>(SessionKey<T> key, Func<T> create, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(create);
        EnsureAlive(cancellationToken);
        return _attributes.GetOrCreateAsync(key, create, cancellationToken);
    }

    /// <summary>
    /// Gets an attribute only to look at it: a private copy, or the shared instance if its type is immutable. Never written back, and never
    /// waits. It shows what this request has changed so far, committed or not, and of other requests what they have committed.
    /// </summary>
    /// <exception cref="SessionAttributeException">The stored bytes cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="SessionCommitException">Another node had the session since, or another request has ended it.</exception>
    /// <exception cref="InvalidOperationException">The access is None, or the attribute is open as another type.</exception>
    public T? Read<T>(SessionKey<T> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (Access == SessionAccess.None)
            throw SessionFaults.NoAccess();
        if (_hold.Loss is not null)
            throw SessionFaults.Lost();
        _hold.ThrowIfLost();
        return _attributes.Read(key);
    }

    /// <summary>
    /// Sets an attribute; null removes it. The session keeps the very object: later changes to it in this request are stored too.
    /// It is encoded at once, so that what cannot be stored is refused here and not at the commit.
    /// </summary>
    /// <exception cref="SessionAttributeException">The value cannot be stored, or is over a limit. Nothing was changed.</exception>
    /// <exception cref="SessionLockTimeoutException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="SessionDeadlockException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="InvalidOperationException">The access is ReadOnly or None, or the session is closed or was abandoned.</exception>
    public ValueTask SetAsync<T>(SessionKey<T> key, T value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        EnsureAlive(cancellationToken);
        if (value is null)
            return RemoveAsync(key.Name, cancellationToken);

        return _attributes.SetAsync(key, value, cancellationToken);
    }

    /// <summary>Removes an attribute, if it is there. Its stored bytes are not read, so that this also rids of unreadable ones.</summary>
    /// <exception cref="SessionLockTimeoutException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="SessionDeadlockException">As for <see cref="GetAsync{T}"/>.</exception>
    /// <exception cref="InvalidOperationException">The access is ReadOnly or None, or the session is closed or was abandoned.</exception>
    public ValueTask RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        EnsureAlive(cancellationToken);
        return _attributes.RemoveAsync(name, cancellationToken);
    }

    /// <summary>
    /// Has several attributes for this request alone, all or none of them: requests that take what they need in one such call cannot
    /// deadlock. Without <see cref="SessionAccess.Shared"/> there is nobody to wait for.
    /// </summary>
    /// <exception cref="SessionLockTimeoutException">Another request had one of them for too long.</exception>
    /// <exception cref="SessionDeadlockException">This request had some already, and another one waits for these.</exception>
    /// <exception cref="InvalidOperationException">The access is ReadOnly or None, or the session is closed.</exception>
    public ValueTask LockAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        EnsureWritable(cancellationToken);
        return _hold.TakeAsync(names, cancellationToken);
    }

    /// <summary>
    /// Ends the session: its attributes are gone at once for this request, and at the next commit from the store; its id is dead then.
    /// </summary>
    /// <exception cref="InvalidOperationException">The access is ReadOnly or None, or the session is closed.</exception>
    public void Abandon()
    {
        EnsureWritable(CancellationToken.None);
        _changes.IsAbandoned = true;
    }

    /// <summary>
    /// Gives the session a new id, with the same state. It takes place with the next commit, so that a request that fails changes
    /// nothing; from then on the old id is dead on every node. Call it when a user signs in or out.
    /// </summary>
    /// <exception cref="InvalidOperationException">The access is ReadOnly or None, or the session is closed or was abandoned.</exception>
    public ValueTask RegenerateIdAsync(CancellationToken cancellationToken = default)
    {
        EnsureAlive(cancellationToken);
        _changes.RenewId();
        return ValueTask.CompletedTask;
    }

    /// <summary>Stores what changed so far, and keeps what the request has. Does nothing when nothing changed.</summary>
    /// <exception cref="SessionCommitException">The store refused, or whether it applied the commit is unknown.</exception>
    /// <exception cref="SessionAttributeException">An object has become too large, or holds what cannot be stored. Nothing was sent.</exception>
    public ValueTask CommitAsync(CancellationToken cancellationToken = default) => CommitAsync(Afterwards.GoOn, cancellationToken);

    /// <summary>
    /// Stores what changed so far, and lets others have the session from then on whenever they ask: for what goes on for long and is mostly
    /// done with its session, such as a download. Objects that it got stay its own: if it changes one later, that is stored too, unless
    /// somebody else has changed that attribute by then; this is refused, not lost in silence.
    /// </summary>
    /// <exception cref="SessionCommitException">The store refused, or whether it applied the commit is unknown.</exception>
    /// <exception cref="SessionAttributeException">An object has become too large, or holds what cannot be stored. Nothing was sent.</exception>
    public ValueTask StandByAsync(CancellationToken cancellationToken = default) => CommitAsync(Afterwards.StandBy, cancellationToken);

    /// <summary>
    /// Stores what changed so far, and gives the session back before slow work. Objects that were handed out no longer belong to the session:
    /// get them again, which waits for the session again.
    /// </summary>
    /// <exception cref="SessionCommitException">The store refused, or whether it applied the commit is unknown.</exception>
    /// <exception cref="SessionAttributeException">An object has become too large, or holds what cannot be stored. Nothing was sent.</exception>
    public ValueTask ReleaseAsync(CancellationToken cancellationToken = default) => CommitAsync(Afterwards.Leave, cancellationToken);

    /// <summary>
    /// Stores what changed so far and ends the request's part, in one trip to the store. After that the session is closed, and only
    /// <see cref="Read{T}"/> works. If it fails, the session stays open: commit again, or <see cref="Discard"/>.
    /// </summary>
    /// <exception cref="SessionCommitException">The store refused, or whether it applied the commit is unknown.</exception>
    /// <exception cref="SessionAttributeException">An object has become too large, or holds what cannot be stored. Nothing was sent.</exception>
    public ValueTask CompleteAsync(CancellationToken cancellationToken = default) => CommitAsync(Afterwards.Close, cancellationToken);

    /// <summary>
    /// Forgets what changed since the last commit, a new id, a new lifetime, a user and <see cref="Abandon"/> included. Objects that were
    /// handed out no longer belong to the session: get them again.
    /// </summary>
    public void Discard() => _changes.Discard();

    /// <summary>Ends the request's part without storing anything that is not committed. Does not throw.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed is not null)
            return;
        _changes.Drop();
        await CloseAsync("was disposed");
    }

    internal bool MayHaveChanged => _changes.MayBeMore;

    private bool IsWritable => Access is SessionAccess.Shared or SessionAccess.Exclusive;

    private ValueTask CommitAsync(Afterwards afterwards, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_hold.Loss is { } loss)
            throw SessionFaults.CommitAfterLoss(loss);
        if (_closed is not null)
            return ValueTask.CompletedTask;
        if (!IsWritable)
            return afterwards == Afterwards.Close ? CloseAsync("was completed") : ValueTask.CompletedTask;

        var commit = _changes.CommitAsync(isLast: afterwards != Afterwards.GoOn, cancellationToken);
        return afterwards == Afterwards.GoOn && !IsAbandoned ? commit : ThenAsync(commit, afterwards);
    }

    private async ValueTask ThenAsync(ValueTask commit, Afterwards afterwards)
    {
        await commit;
        if (IsAbandoned)
            await CloseAsync("has ended");
        else if (afterwards == Afterwards.Close)
            await CloseAsync("was completed");
        else if (afterwards == Afterwards.StandBy)
            _hold.StandBy();
        else
            Leave();
    }

    private void Leave()
    {
        if (_hold.TryResume())
            _hold.Touched.Forget();
        _hold.Leave();
    }

    private ValueTask CloseAsync(string how)
    {
        _closed = how;
        _hold.Checks?.Close();
        if (_hold.TryResume() || _hold.Place is null)
            _hold.Touched.Forget();
        return _hold.CloseAsync();
    }

    private void SetLifetime(Lifetime lifetime, TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        EnsureAlive(CancellationToken.None);
        _changes.Lifetime = lifetime;
    }

    private void EnsureWritable(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_closed is not null || _hold.Loss is not null || !IsWritable)
            throw SessionFaults.NotWritable(Access, _hold.Loss is not null, _closed);
        _changes.MayBeMore = true;
    }

    private void EnsureAlive(CancellationToken cancellationToken)
    {
        EnsureWritable(cancellationToken);
        if (IsAbandoned)
            throw SessionFaults.Abandoned();
    }
}
