using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// One request's session. Get objects, change them, and what changed is stored when the request ends: there is no call to forget.
/// </summary>
/// <remarks>Belongs to one request and is not safe for several threads at once.</remarks>
public sealed class Session : IAsyncDisposable
{
    private readonly SessionNode _node;
    private readonly StateHold _hold;
    private readonly SessionChanges _changes;
    private string? _closed;

    internal Session(SessionNode node, SessionAccess access, StateHold hold)
    {
        _node = node;
        _hold = hold;
        _changes = new SessionChanges(node, hold);
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
        IsAbandoned ? [] : State.Present.Select(slot => slot.Name).Order(StringComparer.Ordinal).ToArray();

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

    /// <summary>Gets an attribute for reading and changing; default if it is not there. What you change in it is stored.</summary>
    /// <exception cref="SessionAttributeException">The stored bytes cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="InvalidOperationException">The access is ReadOnly or None, the session is closed, or the attribute is open as
    /// another type.</exception>
    public ValueTask<T?> GetAsync<T>(SessionKey<T> key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        EnsureWritable(cancellationToken);
        return Find(key.Name) is { } slot ? new ValueTask<T?>(Open<T>(slot)) : default;
    }

    /// <summary>As <see cref="GetAsync{T}"/>, but makes, keeps and returns a new value if the attribute is not there.</summary>
    /// <exception cref="SessionAttributeException">The stored bytes cannot be read as <typeparamref name="T"/>, the type cannot be
    /// stored, or the session has too many attributes.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="GetAsync{T}"/>; or the session was abandoned, or
    /// <paramref name="create"/> returned null.</exception>
    public ValueTask<T> GetOrCreateAsync<T>(SessionKey<T> key, Func<T> create, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(create);
        EnsureAlive(cancellationToken);
        if (Find(key.Name) is { } slot)
            return new ValueTask<T>(Open<T>(slot));

        var plan = AttributeFaults.PlanOf<T>(_node.Graph, key.Name);
        _node.Limits.CheckSet(State, key.Name, 0);
        var value = create() ?? throw new InvalidOperationException($"The new value of the attribute '{key.Name}' must not be null.");
        Put(key.Name, new LiveValue<T>(plan, value), null);
        return new ValueTask<T>(value);
    }

    /// <summary>
    /// Gets an attribute only to look at it: a private copy, or the shared instance if its type is immutable. Never written back. It
    /// shows what this request has changed so far, committed or not.
    /// </summary>
    /// <exception cref="SessionAttributeException">The stored bytes cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="InvalidOperationException">The access is None, or the attribute is open as another type.</exception>
    public T? Read<T>(SessionKey<T> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (Access == SessionAccess.None)
            throw SessionFaults.NoAccess();
        if (_hold.IsLost)
            throw SessionFaults.Lost();
        return Find(key.Name) is { } slot ? slot.Read<T>(_node.Graph) : default;
    }

    /// <summary>
    /// Sets an attribute; null removes it. The session keeps the very object: later changes to it in this request are stored too.
    /// It is encoded at once, so that what cannot be stored is refused here and not at the commit.
    /// </summary>
    /// <exception cref="SessionAttributeException">The value cannot be stored, or is over a limit. Nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">The access is ReadOnly or None, or the session is closed or was abandoned.</exception>
    public ValueTask SetAsync<T>(SessionKey<T> key, T value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        EnsureAlive(cancellationToken);
        if (value is null)
            return RemoveAsync(key.Name, cancellationToken);

        var live = new LiveValue<T>(AttributeFaults.PlanOf<T>(_node.Graph, key.Name), value);
        var encoded = AttributeFaults.Encode(live, key.Name);
        _node.Limits.CheckSet(State, key.Name, encoded.Length);
        Put(key.Name, live, encoded);
        return ValueTask.CompletedTask;
    }

    /// <summary>Removes an attribute, if it is there. Its stored bytes are not read, so that this also rids of unreadable ones.</summary>
    /// <exception cref="InvalidOperationException">The access is ReadOnly or None, or the session is closed or was abandoned.</exception>
    public ValueTask RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        EnsureAlive(cancellationToken);
        if (State.Find(name) is { } slot)
        {
            slot.Remove();
            _changes.Note(slot);
        }

        return ValueTask.CompletedTask;
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

    /// <summary>Stores what changed so far, and keeps the lease. Does nothing when nothing changed.</summary>
    /// <exception cref="SessionCommitException">The store refused, or whether it applied the commit is unknown.</exception>
    /// <exception cref="SessionAttributeException">An object has become too large, or holds what cannot be stored. Nothing was sent.</exception>
    public ValueTask CommitAsync(CancellationToken cancellationToken = default) => CommitAsync(AfterCommit.Keep, cancellationToken);

    /// <summary>
    /// Stores what changed so far and gives the lease back, in one trip to the store. After that the session is closed, and only
    /// <see cref="Read{T}"/> works. If it fails, the session stays open: commit again, or <see cref="Discard"/>.
    /// </summary>
    /// <exception cref="SessionCommitException">The store refused, or whether it applied the commit is unknown.</exception>
    /// <exception cref="SessionAttributeException">An object has become too large, or holds what cannot be stored. Nothing was sent.</exception>
    public ValueTask CompleteAsync(CancellationToken cancellationToken = default) => CommitAsync(AfterCommit.Release, cancellationToken);

    /// <summary>
    /// Forgets what changed since the last commit, a new id, a new lifetime and <see cref="Abandon"/> included. Objects that were
    /// handed out no longer belong to the session: get them again.
    /// </summary>
    public void Discard() => _changes.Discard();

    /// <summary>Gives the lease back without storing anything that is not committed. Does not throw.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed is not null)
            return;
        _changes.Drop();
        await CloseAsync("was disposed");
    }

    private ValueTask CommitAsync(AfterCommit then, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_hold.IsLost)
            throw SessionFaults.CommitAfterLoss();
        if (_closed is not null)
            return ValueTask.CompletedTask;
        if (Access != SessionAccess.Exclusive)
            return then == AfterCommit.Release ? CloseAsync("was completed") : ValueTask.CompletedTask;

        var commit = _changes.CommitAsync(then, cancellationToken);
        return then == AfterCommit.Keep && !IsAbandoned ? commit : CloseAfterAsync(commit);
    }

    private async ValueTask CloseAfterAsync(ValueTask commit)
    {
        await commit;
        await CloseAsync(IsAbandoned ? "has ended" : "was completed");
    }

    private ValueTask CloseAsync(string how)
    {
        _closed = how;
        _changes.Forget();
        return _hold.ReleaseAsync();
    }

    private AttributeSlot? Find(string name) => IsAbandoned ? null : State.Find(name);

    private T Open<T>(AttributeSlot slot)
    {
        var live = slot.Open<T>(_node.Graph);
        if (!live.IsImmutable)
            _changes.Note(slot);
        return live.Value;
    }

    private void Put(string name, LiveValue live, ReadOnlyMemory<byte>? encoded)
    {
        var slot = State.Obtain(name);
        slot.Put(live, encoded);
        _changes.Note(slot);
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
        if (_closed is not null || _hold.IsLost || Access != SessionAccess.Exclusive)
            throw SessionFaults.NotWritable(Access, _hold.IsLost, _closed);
    }

    private void EnsureAlive(CancellationToken cancellationToken)
    {
        EnsureWritable(cancellationToken);
        if (IsAbandoned)
            throw SessionFaults.Abandoned();
    }
}
