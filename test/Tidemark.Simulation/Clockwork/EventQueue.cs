namespace Tidemark.Simulation.Clockwork;

/// <summary>True time, which nobody inside the simulation sees, and what happens when. In ticks of a <see cref="TimeSpan"/>.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private long _order;

    public long Now { get; private set; }

    public void At(long time, Action happens) => _events.Enqueue(happens, (Math.Max(time, Now), _order++));

    public void After(TimeSpan delay, Action happens) => At(Now + delay.Ticks, happens);

    /// <summary>Lets the next thing happen, unless it is due after <paramref name="end"/>.</summary>
    public bool TryRunNext(long end)
    {
        if (!_events.TryPeek(out var happens, out var due) || due.At > end)
            return false;
        _events.Dequeue();
        Now = due.At;
        happens();
        return true;
    }

    /// <summary>Time passes and nothing happens.</summary>
    public void MoveTo(long time) => Now = Math.Max(Now, time);
}
