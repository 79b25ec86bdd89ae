namespace Tidemark.Leases;

/// <summary>Work that nobody awaits but the end of the node. It does not fail.</summary>
internal sealed class BackgroundWork
{
    // Guards the set.
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    public void Add(ValueTask work)
    {
        if (work.IsCompletedSuccessfully)
            return;
        var task = work.AsTask();
        lock (_gate)
            _running.Add(task);
        _ = RemoveAsync(task);
    }

    public Task WhenDoneAsync()
    {
        lock (_gate)
            return Task.WhenAll(_running);
    }

    private async Task RemoveAsync(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lock (_gate)
            _running.Remove(task);
    }
}
