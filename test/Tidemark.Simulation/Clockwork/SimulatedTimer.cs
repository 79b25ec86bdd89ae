namespace Tidemark.Simulation.Clockwork;

internal sealed class SimulatedTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
{
    private int _setting;
    private bool _isDisposed;
    private long _due;
    private TimeSpan _period;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_isDisposed)
            return false;
        _setting++;
        _period = period;
        if (dueTime != Timeout.InfiniteTimeSpan)
            Start(time.GetTimestamp() + dueTime.Ticks);
        return true;
    }

    public void Dispose() => _isDisposed = true;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Start(long due)
    {
        _due = due;
        var setting = _setting;
        time.At(due, _ => Fire(setting), null);
    }

    // What came due while the node stood still comes once.
    private void Fire(int setting)
    {
        if (_isDisposed || setting != _setting)
            return;
        if (_period > TimeSpan.Zero)
            Start(_due + (_period.Ticks * (1 + ((time.GetTimestamp() - _due) / _period.Ticks))));
        callback(state);
    }
}
