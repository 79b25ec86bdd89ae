namespace Tidemark.Leases.Attributes;

/// <summary>
/// The attribute locks of one session on one node. Safe for all threads. The method is strict two-phase locking: an owner's locks only grow
/// until it releases them all at once, at the end. Deadlocks are found when they would arise, by a search of the wait-for graph. (Gray
/// and Reuter, "Transaction Processing: Concepts and Techniques", 1993, chapters 7 and 8; Eswaran, Gray, Lorie, Traiger, 1976.)
/// </summary>
/// <param name="waiterLimit">How many calls may wait at a time.</param>
/// <param name="time">The clock of waits and reports.</param>
internal sealed class AttributeLocks(int waiterLimit, TimeProvider time)
{
    // Guards the table, and everything in it but the names and purposes.
    private readonly Lock _gate = new();
    private readonly LockTable _table = new(time);

    /// <summary>Whether somebody waits.</summary>
    public bool IsContended
    {
        get
        {
            lock (_gate)
                return _table.Waiting > 0;
        }
    }

    /// <summary>Takes an attribute, or waits for it. A free one, or one that the owner has, costs no wait and no allocation.</summary>
    /// <exception cref="SessionLockTimeoutException">Too many wait already, or the wait took too long.</exception>
    /// <exception cref="SessionDeadlockException">The wait would never end. The owner still has what it had.</exception>
    public ValueTask TakeAsync(LockOwner owner, string name, LockWait wait, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested && TryTake(owner, name))
            return ValueTask.CompletedTask;
        return TakeAsync(owner, new[] { name }, wait, cancellationToken);
    }

    /// <summary>
    /// Takes several attributes, all or nothing. They are waited for in ordinal order, so that owners who take everything together, in one
    /// call, cannot deadlock. Throws as for one.
    /// </summary>
    public ValueTask TakeAsync(LockOwner owner, IReadOnlyCollection<string> names, LockWait wait, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        var list = names as IReadOnlyList<string> ?? [.. names];
        LockRequest request;
        lock (_gate)
        {
            if (FirstBlocked_NeedsLock(owner, list) is not { } blocked)
            {
                for (var i = 0; i < list.Count; i++)
                    _table.Take(owner, list[i]);
                return ValueTask.CompletedTask;
            }

            var held = time.GetElapsedTime(blocked.Since);
            if (_table.Waiting >= waiterLimit)
                return ValueTask.FromException(AttributeLockFaults.QueueFull(blocked, _table.Waiting, held));
            if (wait.Remaining == TimeSpan.Zero)
                return ValueTask.FromException(AttributeLockFaults.Timeout(blocked, wait.Elapsed, held));
            request = new LockRequest(owner, list, wait);
            _table.Begin(request);
        }

        return request.Task.IsCompleted ? new ValueTask(request.Task) : WaitAsync(request, cancellationToken);
    }

    /// <summary>Whether the owner has an attribute for good: until it releases everything.</summary>
    public bool IsHeldBy(LockOwner owner, string name)
    {
        lock (_gate)
            return _table.Find(name) is { IsKept: true } attribute && attribute.Holder == owner;
    }

    /// <summary>
    /// Gives back everything that the owner has, and ends its waits, which nobody would release any more. Wakes the next in each line. The
    /// owner may take again.
    /// </summary>
    public void ReleaseAll(LockOwner owner)
    {
        lock (_gate)
            _table.ReleaseAll(owner);
    }

    /// <summary>Who has what and who waits, for how long, at this moment; ordered by attribute.</summary>
    public IReadOnlyList<LockReport> Report()
    {
        lock (_gate)
            return [.. _table.Held.OrderBy(attribute => attribute.Name, StringComparer.Ordinal).Select(Report_NeedsLock)];
    }

    // Each end of a wait is decided at the gate, so that only one of grant, timeout and cancellation comes true.
    private async ValueTask WaitAsync(LockRequest request, CancellationToken cancellationToken)
    {
        using var deadline = time.CreateTimer(_ => Expire(request), null, request.Wait.Remaining, Timeout.InfiniteTimeSpan);
        using var stop = cancellationToken.UnsafeRegister(_ => Cancel(request, cancellationToken), null);
        await request.Task;
    }

    private void Expire(LockRequest request)
    {
        lock (_gate)
        {
            if (request.Attribute is { } attribute)
                _table.Fail(request, AttributeLockFaults.Timeout(attribute, request.Wait.Elapsed, time.GetElapsedTime(attribute.Since)));
        }
    }

    private void Cancel(LockRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (request.Attribute is not null)
                _table.Fail(request, new OperationCanceledException(cancellationToken));
        }
    }

    /// <summary>Takes an attribute if that needs no wait.</summary>
    public bool TryTake(LockOwner owner, string name)
    {
        lock (_gate)
        {
            if (_table.Find(name) is { } attribute && !attribute.IsOpenTo(owner))
                return false;
            _table.Take(owner, name);
            return true;
        }
    }

    private AttributeLock? FirstBlocked_NeedsLock(LockOwner owner, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (_table.Find(names[i]) is { } attribute && !attribute.IsOpenTo(owner))
                return attribute;
        }

        return null;
    }

    private LockReport Report_NeedsLock(AttributeLock attribute) => new(
        attribute.Name,
        attribute.Holder!.Purpose,
        time.GetElapsedTime(attribute.Since),
        [.. attribute.Waiting.Select(wait => new LockReport.Waiter(wait.Owner.Purpose, time.GetElapsedTime(wait.Since)))]);
}
