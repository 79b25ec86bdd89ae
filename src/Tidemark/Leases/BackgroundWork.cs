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

    /// <summary>Completes when nothing is under way any more: what ends may leave something to do.</summary>
    public async Task WhenDoneAsync()
    {
        while (Running() is { Length: > 0 } running)
            await Task.WhenAll(running);
    }

    private Task[] Running()
    {
        lock (_gate)
            return [.. _running.Where(task => !task.IsCompletedSuccessfully)];
    }

    private async Task RemoveAsync(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lock (_gate)
            _running.Remove(task);
    }
}
