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

    // Not Task.WaitAsync: that goes on in the thread pool, where no test's scheduler sees it.
    private static async ValueTask<bool> WaitAsync(LockWait wait, Task task, TimeProvider time, CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timeout = time.CreateTimer(
            static waiter => ((TaskCompletionSource<bool>)waiter!).TrySetResult(false), waiter, wait.Remaining, Timeout.InfiniteTimeSpan);
        using var ending = cancellationToken.UnsafeRegister(
            static (waiter, token) => ((TaskCompletionSource<bool>)waiter!).TrySetCanceled(token), waiter);
        _ = ForwardAsync(task, waiter);
        return await waiter.Task;
    }

    private static async Task ForwardAsync(Task task, TaskCompletionSource<bool> waiter)
    {
        try
        {
            await task;
            waiter.TrySetResult(true);
        }
        catch (Exception failed)
        {
            waiter.TrySetException(failed);
        }
    }
}
