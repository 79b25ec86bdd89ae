namespace Tidemark.Stores;

// The ends of sessions, and their users.
public sealed partial class MemoryStore
{
    /// <inheritdoc/>
    public ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        EndDecision decision;
        lock (_gate)
            decision = End_NeedsLock(key, reason, _time.GetUtcNow());
        if (decision.Recall is { } recall)
            _signals.Send(recall.To, recall.Signal);
        Wake(key, decision.Waking);
        return new ValueTask<bool>(decision.Applies);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EndedState>> ClaimEndedAsync(int limit, TimeSpan claim, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(claim, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var claimed = _sessions.Where(entry => entry.Value.Record.IsClaimable(now, HolderOf_NeedsLock(entry.Value))).Take(limit).ToArray();
            foreach (var (_, session) in claimed)
                session.Record = session.Record with { ClaimedUntil = PrimaryRecord.Later(now, claim) };
            return new ValueTask<IReadOnlyList<EndedState>>([.. claimed.Select(entry => ToEnded_NeedsLock(entry.Key, entry.Value, now))]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<EndedState?> ClaimEndAsync(StateKey key, TimeSpan claim, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(claim, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (!_sessions.TryGetValue(key, out var session) || !session.Record.IsClaimable(now, HolderOf_NeedsLock(session)))
                return default;
            session.Record = session.Record with { ClaimedUntil = PrimaryRecord.Later(now, claim) };
            return new ValueTask<EndedState?>(ToEnded_NeedsLock(key, session, now));
        }
    }

    /// <inheritdoc/>
    public ValueTask ForgetEndedAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var key in keys)
            {
                if (_sessions.TryGetValue(key, out var session) && IsOver_NeedsLock(session, now))
                    Leave_NeedsLock(key, session, session.Record.Forget(now, HolderOf_NeedsLock(session)), session.Record.Tombstone, keepsAttributes: false);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(
        UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken) => WithUsers(users =>
        {
            users.Enter(user, session, _time.GetUtcNow());
            return users.List(user, _time.GetUtcNow());
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveUserAsync(
        UserKey user, StateKey session, StateKey next, Lifetime lifetime, CancellationToken cancellationToken) => await WithUsers(users =>
        {
            users.Move(user, session, next, _time.GetUtcNow());
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken) => await WithUsers(users =>
    {
        users.Leave(user, session);
        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken) =>
        WithUsers(users => users.List(user, _time.GetUtcNow()), cancellationToken);

    private EndedState ToEnded_NeedsLock(StateKey key, MemorySession session, DateTimeOffset now)
    {
        var (reason, at) = session.Record.EndAt(now, HolderOf_NeedsLock(session));
        return new EndedState(key, reason, at, session.ToState(StateVersion.None, now));
    }

    private ValueTask<T> WithUsers<T>(Func<MemoryUsers, T> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return new ValueTask<T>(run(_users));
    }

    private EndDecision End_NeedsLock(StateKey key, EndReason reason, DateTimeOffset now)
    {
        var session = Find_NeedsLock(key, now);
        var decision = EndDecision.Of(key, session?.Record, session is null ? null : HolderOf_NeedsLock(session), reason, now);
        if (session is not null)
            Leave_NeedsLock(key, session, decision.Next, decision.Left, decision.KeepsAttributes);
        return decision;
    }

    // What stays of a session that is over.
    private void Leave_NeedsLock(StateKey key, MemorySession session, PrimaryRecord? next, Tombstone? left, bool keepsAttributes)
    {
        if (next is null)
            Remove_NeedsLock(key, left);
        else if (keepsAttributes)
            session.Record = next;
        else
            _sessions[key] = MemorySession.Create(next, []);
    }

    private void Remove_NeedsLock(StateKey key, Tombstone? left)
    {
        if (_sessions.Remove(key, out var session))
            _users.Leave(session.Record.User, key);
        Bury_NeedsLock(key, left);
    }
}
