using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;

namespace Tidemark.Leases;

/// <summary>
/// Removes expired sessions from the store now and then, and has ends told. Expired sessions are dead before: this only takes their space back.
/// </summary>
internal sealed class Sweeper(StoreCalls store, TimeSpan interval, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private const int BatchSize = 500;
    private const int BatchesPerSweep = 20;

    private readonly CancellationTokenSource _stopping = new();

    // Guards the timer.
    private readonly Lock _gate = new();
    private ITimer? _timer;

    /// <summary>Tells the ends that are to be told; null if nobody wants to hear them.</summary>
    public Farewells? Farewells { get; set; }

    public void Start()
    {
        lock (_gate)
        {
            if (_timer is not null || _stopping.IsCancellationRequested)
                return;
            _timer = time.CreateTimer(
                static sweeper => _ = ((Sweeper)sweeper!).TickAsync(), this, Jittered(), Timeout.InfiniteTimeSpan);
        }
    }

    public async ValueTask DisposeAsync()
    {
        ITimer? timer;
        lock (_gate)
        {
            _stopping.Cancel();
            timer = _timer;
        }

        if (timer is not null)
            await timer.DisposeAsync();
    }

    private async Task TickAsync()
    {
        try
        {
            if (!store.IsDown)
            {
                Farewells?.Wake();
                await SweepAsync();
            }
        }
        catch (Exception failed)
        {
            if (!_stopping.IsCancellationRequested)
                log.SweepFailed(failed);
        }

        lock (_gate)
        {
            if (!_stopping.IsCancellationRequested)
                _timer?.Change(Jittered(), Timeout.InfiniteTimeSpan);
        }
    }

    private async Task SweepAsync()
    {
        var removed = 0;
        for (var batch = 0; batch < BatchesPerSweep; batch++)
        {
            var count = await store.SweepAsync(BatchSize, _stopping.Token);
            removed += count;
            if (count < BatchSize)
                break;
        }

        if (removed > 0)
            log.Swept(removed);
    }

    // Nodes that were started together do not sweep together.
    private TimeSpan Jittered() => Jitter.Between(interval * 0.75, interval * 1.25);
}
