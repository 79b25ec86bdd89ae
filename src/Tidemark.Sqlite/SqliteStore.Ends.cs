namespace Tidemark.Sqlite;

// The ends of sessions, and their users.
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public async ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken)
    {
        var (applies, signals) = await Writer.RunAsync(
            "end a session", (tables, now) => _verbs.End(tables, key, reason, now), cancellationToken);
        _listeners.Send(signals);
        return applies;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EndedState>> ClaimEndedAsync(int limit, TimeSpan claim, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(claim, TimeSpan.Zero);
        return await Writer.RunAsync("claim ends", (tables, now) => SqliteVerbs.Claim(tables, limit, claim, now), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<EndedState?> ClaimEndAsync(StateKey key, TimeSpan claim, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(claim, TimeSpan.Zero);
        return await Writer.RunAsync("claim an end", (tables, now) => SqliteVerbs.Claim(tables, key, claim, now), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ForgetEndedAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        await Writer.RunAsync("forget ends", (tables, now) =>
        {
            foreach (var key in keys)
                SqliteVerbs.Forget(tables, key, now);
            return keys.Count;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(
        UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken) =>
        await Writer.RunAsync("enter a user's session", (tables, now) =>
        {
            tables.Users.Enter(user, session, now);
            return tables.Reader.ListUser(user, now);
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveUserAsync(
        UserKey user, StateKey session, StateKey next, Lifetime lifetime, CancellationToken cancellationToken) =>
        await Writer.RunAsync("move a user's session", (tables, now) =>
        {
            tables.Users.Move(user, session, next, now);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken) =>
        await Writer.RunAsync("remove a user's session", (tables, _) =>
        {
            tables.Users.Leave(user, session);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken) =>
        _readers.RunAsync<IReadOnlyList<UserEntry>>(
            "list a user's sessions", reader => reader.ListUser(user, _time.GetUtcNow()), cancellationToken);
}
