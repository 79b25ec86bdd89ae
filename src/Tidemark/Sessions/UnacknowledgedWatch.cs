namespace Tidemark;

/// <summary>
/// Watches a request whose commit was not acknowledged. If it does nothing with its session, it is taken for one that forgot: what the commit keeps from
/// others goes back, as if the request were over.
/// </summary>
/// <param name="patience">How long the request may do nothing.</param>
/// <param name="time">The clock.</param>
/// <param name="giveUp">Makes everything that the request tries from now on fail. Called under the lock, once.</param>
/// <param name="giveBack">Gives back what others wait for. Does not fail.</param>
internal sealed class UnacknowledgedWatch(TimeSpan patience, TimeProvider time, Action giveUp, Func<ValueTask> giveBack)
{
    // Guards what follows: the request may decide at the very moment at which it is given up.
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long? _since;

    /// <summary>What the request was told last.</summary>
    public CommitFailure Failure { get; private set; }

    /// <summary>The request was told.</summary>
    public void Begin(CommitFailure failure)
    {
        lock (_gate)
        {
            Failure = failure;
            _since = time.GetTimestamp();
            _timer?.Dispose();
            _timer = time.CreateTimer(static watch => ((UnacknowledgedWatch)watch!).Tick(), this, patience, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The request only looks at its session: it is still there, and may do something about it.</summary>
    public void Postpone()
    {
        lock (_gate)
            _since = _since is null ? null : time.GetTimestamp();
    }

    /// <summary>The request does something about it.</summary>
    public void End()
    {
        lock (_gate)
            Stop_NeedsLock();
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_since is not { } since)
                return;
            var left = patience - time.GetElapsedTime(since);
            if (left > TimeSpan.Zero)
            {
                _timer!.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            Stop_NeedsLock();
            giveUp();
        }

        _ = giveBack().AsTask();
    }

    private void Stop_NeedsLock()
    {
        _since = null;
        _timer?.Dispose();
        _timer = null;
    }
}
