namespace Tidemark.Leases;

/// <summary>How long one request has waited for its session, on this node and in the store together, and how long it still may.</summary>
internal readonly struct LockWait(TimeProvider time, TimeSpan timeout)
{
    private readonly long _started = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    public TimeSpan Remaining => timeout - Elapsed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Waits for a task, which goes on if the wait ends before; false if it takes too long.</summary>
    public ValueTask<bool> ForAsync(Task task, CancellationToken cancellationToken) =>
        task.IsCompletedSuccessfully ? new ValueTask<bool>(true) : WaitAsync(this, task, time, cancellationToken);

    private static async ValueTask<bool> WaitAsync(LockWait wait, Task task, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(wait.Remaining, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await task.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !task.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }
}
