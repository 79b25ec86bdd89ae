namespace Tidemark.Leases;

/// <summary>Waits that double from a first delay up to a last one.</summary>
internal struct Backoff(TimeSpan first, TimeSpan last)
{
    private TimeSpan _delay = first;

    /// <summary>The next delay: between half and all of the step, or <paramref name="most"/> if that is less.</summary>
    public TimeSpan Next(TimeSpan most)
    {
        var delay = _delay;
        _delay = delay * 2 < last ? delay * 2 : last;
        var jittered = Jitter.Between(delay / 2, delay);

        // Task.Delay cuts fractions off: less than a millisecond would be no wait at all, and a loop round it would spin.
        return TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((jittered < most ? jittered : most).TotalMilliseconds)));
    }
}
