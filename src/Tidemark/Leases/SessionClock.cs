using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// When a session was last used on this node, and how old it is: spans on the node's monotonic clock, counted from what the store told.
/// </summary>
internal struct SessionClock(TimeProvider time)
{
    // Sliding expiry is written to the store only so often: a node that dies takes at most this part of the idle time with it.
    private const int TouchesPerIdleTime = 4;

    private long _lastUse = time.GetTimestamp();
    private long _lastTold = time.GetTimestamp();
    private long _asOf = time.GetTimestamp();
    private TimeSpan _ageThen;

    public readonly TimeSpan Unused => time.GetElapsedTime(_lastUse);

    public readonly TimeSpan Age => _ageThen + time.GetElapsedTime(_asOf);

    public void Use() => Use(time.GetTimestamp());

    /// <summary>It is used now.</summary>
    public void Use(long now) => _lastUse = now;

    /// <summary>The store has granted or created the session just now, and knows that it is used.</summary>
    public void Told(TimeSpan age)
    {
        _lastUse = _lastTold = _asOf = time.GetTimestamp();
        _ageThen = age;
    }

    /// <summary>How long until the session's time is up, if it is not used from now on.</summary>
    /// <param name="lifetime">How long it lives.</param>
    /// <param name="isUsed">Whether it is in use now, so that its idle time has not begun.</param>
    public readonly TimeSpan Left(Lifetime lifetime, bool isUsed)
    {
        var (idle, absolute) = (isUsed ? lifetime.Idle : lifetime.Idle - Unused, lifetime.Absolute - Age);
        var left = idle < absolute ? idle : absolute;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Whether the session's time is up, as far as this node can tell.</summary>
    public readonly bool IsOver(Lifetime lifetime) => IsOver(lifetime, time.GetTimestamp());

    /// <summary>The same, as of a moment that was read before.</summary>
    public readonly bool IsOver(Lifetime lifetime, long now) =>
        time.GetElapsedTime(_lastUse, now) >= lifetime.Idle || _ageThen + time.GetElapsedTime(_asOf, now) >= lifetime.Absolute;

    /// <summary>How long ago the last use was, if the store should be told of it now.</summary>
    public TimeSpan? TakeDueUse(Lifetime lifetime)
    {
        if (_lastUse <= _lastTold || time.GetElapsedTime(_lastTold) <= lifetime.Idle / TouchesPerIdleTime)
            return null;
        _lastTold = _lastUse;
        return Unused;
    }
}
