namespace Tidemark.Faults.Node;

/// <summary>The clock of an app server: wrong by hours, jumping, or standing still, as a suspended machine's does. Timers run on.</summary>
internal sealed class NodeClock(TimeSpan offset) : TimeProvider
{
    // Guards what follows.
    private readonly Lock _gate = new();
    private long _skipped;
    private long? _stoppedAt;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _stoppedAt ?? base.GetTimestamp() + _skipped;
    }

    /// <summary>Goes ahead all at once.</summary>
    public void Skip(TimeSpan span)
    {
        lock (_gate)
            _skipped += (long)(span.TotalSeconds * TimestampFrequency);
    }

    /// <summary>Stands still, or goes on from where it stood.</summary>
    public void Stand(bool still)
    {
        lock (_gate)
        {
            if (still == _stoppedAt.HasValue)
                return;
            var now = base.GetTimestamp() + _skipped;
            _skipped -= now - (_stoppedAt ?? now);
            _stoppedAt = still ? now : null;
        }
    }
}
