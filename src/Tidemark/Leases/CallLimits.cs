using System.Collections.Concurrent;

namespace Tidemark.Leases;

/// <summary>The time limits of calls of the store. One that did not run out serves another call, with its timer and its registrations.</summary>
internal sealed class CallLimits(TimeSpan budget, TimeProvider time)
{
    private const int MostIdle = 256;

    private readonly ConcurrentQueue<CancellationTokenSource> _idle = new();

    /// <summary>Is cancelled when the budget is used up, unless <see cref="End"/> comes before.</summary>
    public CancellationTokenSource Start()
    {
        if (time != TimeProvider.System)
            return new CancellationTokenSource(budget, time);
        if (!_idle.TryDequeue(out var limit))
            limit = new CancellationTokenSource();
        limit.CancelAfter(budget);
        return limit;
    }

    /// <summary>The call is over, and nobody looks at its limit any more.</summary>
    public void End(CancellationTokenSource limit)
    {
        // Only timers of the system can be stopped for certain.
        if (_idle.Count < MostIdle && limit.TryReset())
            _idle.Enqueue(limit);
        else
            limit.Dispose();
    }
}
