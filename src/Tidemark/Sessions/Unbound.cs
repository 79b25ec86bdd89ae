namespace Tidemark;

/// <summary>Work that a thread may block for: it comes back to no context, for the thread may be the only one that runs what is posted there, as Blazor's is.</summary>
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
}
