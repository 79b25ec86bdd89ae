namespace Tidemark.Replication;

/// <summary>Counts calls that are under way, and says when there are none. Safe for all threads.</summary>
internal sealed class CallCount
{
    private readonly Lock _gate = new();
    private int _calls;
    private TaskCompletionSource? _none;

    public void Enter()
    {
        lock (_gate)
            _calls++;
    }

    public void Leave()
    {
        TaskCompletionSource? none = null;
        lock (_gate)
        {
            if (--_calls == 0)
                (none, _none) = (_none, null);
        }

        none?.TrySetResult();
    }

    /// <summary>Completes once there are none; at once if so.</summary>
    public Task NoneAsync()
    {
        lock (_gate)
        {
            if (_calls == 0)
                return Task.CompletedTask;
            return (_none ??= new TaskCompletionSource()).Task;
        }
    }
}
