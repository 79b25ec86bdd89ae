namespace Tidemark;

/// <summary>
/// Work that a thread may block for. It comes back to no context: the thread may be the only one that runs what is posted there, as Blazor's is.
/// </summary>
internal static class Unbound
{
    /// <summary>Starts it here, where it may complete at once.</summary>
    public static ValueTask<T> Start<T>(Func<ValueTask<T>> work)
    {
        if (TaskScheduler.Current != TaskScheduler.Default)
            return new ValueTask<T>(Task.Run(() => work().AsTask()));
        var context = SynchronizationContext.Current;
        if (context is null)
            return work();
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Blocks the thread until it is done.</summary>
    public static T Wait<T>(ValueTask<T> work) => work.AsTask().GetAwaiter().GetResult();
}
