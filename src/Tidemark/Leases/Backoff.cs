namespace Tidemark.Leases;

/// <summary>Waits that double from a first delay up to a last one.</summary>
internal struct Backoff(TimeSpan first, TimeSpan last)
{
    private TimeSpan _delay = first;

    /// <summary>The next delay: between half and all of the step.</summary>
    public TimeSpan Next()
    {
        var delay = _delay;
        _delay = delay * 2 < last ? delay * 2 : last;

        // Task.Delay cuts fractions off: less than a millisecond would be no wait at all.
        return TimeSpan.FromMilliseconds(Math.Ceiling(Jitter.Between(delay / 2, delay).TotalMilliseconds));
    }
}
