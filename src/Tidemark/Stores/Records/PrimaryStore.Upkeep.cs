namespace Tidemark.Stores;

// Ends, users, and what nobody asked for by name.
public partial class PrimaryStore
{
    // A beat is sent three times in a lifetime.
    private const int PendingPerLifetime = 6;
    private const int AtOnce = 100;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken) => _records.ListNodesAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken) => _records.WalkAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        cancellationToken.ThrowIfCancellationRequested();
        await _records.TidyAsync(cancellationToken);
        var removed = await WalkAsync(DueKind.Sweep, TimeSpan.Zero, limit, SweepAsync, cancellationToken);
        return removed + (removed < limit ? await WalkAsync(DueKind.Tell, ISessionEnds.Untold, limit - removed, SweepAsync, cancellationToken) : 0);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken)
    {
        var (isEnded, left) = await RunAsync(key, new End(key, reason, _isOneOfSeveral), cancellationToken);
        await ForgetAsync(left, key);
        return isEnded;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EndedState>> ClaimEndedAsync(int limit, TimeSpan claim, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(claim, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        var ended = new List<EndedState>();
        await WalkAsync(DueKind.Tell, TimeSpan.Zero, limit, async due =>
        {
            var (look, end) = await RunAsync(due.Key, new Claim(due.Key.Session, claim), CancellationToken.None);
            if (end is not null)
            {
                lock (ended)
                    ended.Add(end);
            }

            return look;
        }, cancellationToken);
        return ended;
    }

    /// <inheritdoc/>
    public async ValueTask<EndedState?> ClaimEndAsync(StateKey key, TimeSpan claim, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(claim, TimeSpan.Zero);
        return (await RunAsync(key, new Claim(key, claim), cancellationToken)).Ended;
    }

    /// <inheritdoc/>
    public async ValueTask ForgetEndedAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        await Task.WhenAll(keys.Select(key => ForgetEndedAsync(key).AsTask()));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken) =>
        RunAsync(RecordKey.Of(user), new EnterUser(session, lifetime), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveUserAsync(UserKey user, StateKey session, StateKey next, Lifetime lifetime, CancellationToken cancellationToken) =>
        await RunAsync(RecordKey.Of(user), new MoveUser(session, next, lifetime), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken) =>
        await RunAsync(RecordKey.Of(user), new LeaveUser(session), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken) =>
        RunAsync(RecordKey.Of(user), new ListUser(), cancellationToken);

    // An entry that stays does no harm: whoever counts looks whether the session is there.
    private async ValueTask ForgetAsync(UserKey user, StateKey session)
    {
        if (user.IsNone)
            return;
        try
        {
            await LeaveUserAsync(user, session, CancellationToken.None);
        }
        catch (StoreException)
        {
            // What the caller asked for is done.
        }
    }

    private async ValueTask ForgetEndedAsync(StateKey key)
    {
        try
        {
            await ForgetAsync(await RunAsync(key, new Forget(key), CancellationToken.None), key);
        }
        catch (UnreadableStateException)
        {
            // The others are forgotten all the same.
        }
    }

    private async ValueTask<int> WalkAsync(
        DueKind kind, TimeSpan overdue, int limit, Func<DueRecord, ValueTask<Look>> look, CancellationToken cancellationToken)
    {
        var done = 0;
        if (limit == 0)
            return done;
        await foreach (var page in _records.WalkDueAsync(kind, overdue, cancellationToken))
        {
            for (var next = 0; next < page.Records.Count;)
            {
                // Never more at once than may still be done.
                var some = page.Records.Skip(next).Take(Math.Min(AtOnce, limit - done)).ToArray();
                var looks = await Task.WhenAll(some.Select(due => LookAsync(look, due).AsTask()));
                page.Stayed += looks.Count(came => came == Look.Stays);
                done += looks.Count(came => came == Look.Done);
                next += some.Length;
                if (done == limit)
                    return done;
            }
        }

        return done;
    }

    private async ValueTask<Look> LookAsync(Func<DueRecord, ValueTask<Look>> look, DueRecord due)
    {
        try
        {
            return await look(due);
        }
        catch (UnreadableStateException damaged)
        {
            _log.PassedOver(damaged);
            return Look.Stays;
        }
    }

    private async ValueTask<Look> SweepAsync(DueRecord due)
    {
        if (due.Key.Kind == RecordKind.User)
            return await PruneAsync(due.Key);
        var (look, left) = await RunAsync(due.Key, new Sweep(due.Key.Session, due.Overdue), CancellationToken.None);
        await ForgetAsync(left, due.Key.Session);
        return look;
    }

    private async ValueTask<Look> PruneAsync(RecordKey key)
    {
        var entries = await RunAsync(key, new ListUser(), CancellationToken.None);
        var (gone, next) = (new HashSet<StateKey>(), DateTimeOffset.MaxValue);
        foreach (var entry in entries)
        {
            var (until, now) = await RunAsync(entry.Session, new LivesUntil(entry.Session), CancellationToken.None);
            if (until is null && entry.Age > IUserIndex.Patience)
            {
                gone.Add(entry.Session);
                continue;
            }

            var look = until is { } end && end > now + IUserIndex.Patience ? end : now + IUserIndex.Patience;
            next = look < next ? look : next;
        }

        await RunAsync(key, new PruneUser(gone, next), CancellationToken.None);
        return Look.Moved;
    }

    private async ValueTask SettleAsync(NodeId node, List<RecordKey> settled)
    {
        try
        {
            await _records.SettleAsync(node, settled, CancellationToken.None);
        }
        catch (StoreException)
        {
            // The node is renewed. That there is nothing to hear is found out again with the next beat.
        }
    }

    // In a cluster a session may be where nothing can be reached. That must not make the node late: what is not known by then is asked for with the next beat.
    private async ValueTask<IReadOnlyList<StoreSignal.Recall>> FindPendingAsync(NodeId node, IReadOnlyList<RecordKey> asked, TimeSpan patience)
    {
        var finding = asked.Select(key => RunAsync(key, new Pending(key.Session, node), CancellationToken.None).AsTask()).ToArray();
        var all = (Task)Task.WhenAll(finding);
        if (!all.IsCompleted)
            all = all.WaitAsync(patience, TimeProvider.System);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var (pending, settled) = (new List<StoreSignal.Recall>(), new List<RecordKey>());
        foreach (var (key, found) in asked.Zip(finding))
        {
            if (!found.IsCompletedSuccessfully)
                continue;
            if (found.Result is { } recall)
                pending.Add(recall);
            else
                settled.Add(key);
        }

        if (settled.Count > 0)
            await SettleAsync(node, settled);
        return [.. pending.Take(StoreSignal.Recall.MaxAtOnce)];
    }
}
