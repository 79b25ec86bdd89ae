using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// Keeps this node alive in the store's eyes: one lease on life for all its sessions. The node's own deadline is earlier than the
/// store's: it counts from before the beat was sent, on the monotonic clock, less a margin for clocks that run at different speeds.
/// Each beat is answered with the recalls that are pending: a signal that was lost costs a third of the lease.
/// </summary>
internal sealed class Heartbeat(
    NodeId node, StoreCalls store, Func<ValueTask> listen, Action<StoreSignal.Recall> recall, Func<bool, Task> upkeep, TimeSpan lease, TimeProvider time,
    ILogger log) : IAsyncDisposable
{
    private const int BeatsPerLease = 3;
    private const int MarginDivisor = 10;

    private readonly CancellationTokenSource _leaving = new();

    // Guards the beat under way and the timer.
    private readonly Lock _gate = new();
    private Task? _beat;
    private ITimer? _timer;

    // A timestamp; written when a beat is answered, read by every request.
    private long _deadline = long.MinValue;
    private long _life;

    // By the store's clock. Written by beats, which are one at a time.
    private DateTimeOffset _since;

    /// <summary>Whether the store cannot yet have given this node's leases away. When it is not so, nothing cached counts as held.</summary>
    public bool IsTrusted => time.GetTimestamp() < Volatile.Read(ref _deadline);

    /// <summary>
    /// Counts the unbroken lives of this node in the store's eyes. When one may have ended, every lease from it may be another node's by
    /// now, even if the node is alive again.
    /// </summary>
    public long Life => Volatile.Read(ref _life);

    /// <summary>Whether a lease counts that belongs to this life. In this order: a beat counts a new life before it moves the deadline.</summary>
    public bool Trusts(long life) => IsTrusted && life == Life;

    /// <summary>Beats, and goes on beating, unless the last beat still holds.</summary>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public ValueTask EnsureAsync(CancellationToken cancellationToken) =>
        IsTrusted ? ValueTask.CompletedTask : new ValueTask(Beat().WaitAsync(cancellationToken));

    /// <summary>Stops, and tells the store that the node leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? underWay;
        lock (_gate)
        {
            if (_leaving.IsCancellationRequested)
                return;
            _leaving.Cancel();
            _timer?.Dispose();
            underWay = _beat;
        }

        Volatile.Write(ref _deadline, long.MinValue);
        try
        {
            if (underWay is not null)
                await underWay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            Volatile.Write(ref _deadline, long.MinValue);
            if (_timer is not null)
                await store.BeatAsync(node, TimeSpan.Zero, CancellationToken.None);
        }
        catch (SessionUnavailableException unavailable)
        {
            log.LeaveFailed(unavailable);
        }
    }

    private Task Beat()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_leaving.IsCancellationRequested, this);
            _timer ??= time.CreateTimer(static beats => _ = ((Heartbeat)beats!).TickAsync(), this, lease / BeatsPerLease, lease / BeatsPerLease);
            if (_beat is not { IsCompleted: false })
                _beat = BeatAsync();
            return _beat;
        }
    }

    private async Task BeatAsync()
    {
        var sent = time.GetTimestamp();

        // Not cancelled when the node leaves: a beat that arrives after the farewell would bring the node back to life.
        var beat = await store.BeatAsync(node, lease, CancellationToken.None);

        if (_leaving.IsCancellationRequested)
            return;

        // Answered in time: then it reached the store before that could think the node dead, unless the store lost its data or its clock jumped.
        if (!IsTrusted || beat.Since != _since)
            Interlocked.Increment(ref _life);
        _since = beat.Since;
        var trusted = lease - (lease / MarginDivisor);
        Volatile.Write(ref _deadline, sent + (long)(trusted.TotalSeconds * time.TimestampFrequency));
        for (var number = 0; number < beat.Recalls.Count; number++)
            recall(beat.Recalls[number]);
        await listen();
    }

    private async Task TickAsync()
    {
        await upkeep(await TryBeatAsync());
    }

    // Nothing awaits a timer: an exception that left here would end the process. The next tick tries again.
    private async Task<bool> TryBeatAsync()
    {
        try
        {
            await Beat();
            return true;
        }
        catch (Exception failed)
        {
            if (!_leaving.IsCancellationRequested)
                log.BeatFailed(TimeLeft(), failed);
            return false;
        }
    }

    private TimeSpan TimeLeft()
    {
        var now = time.GetTimestamp();
        var deadline = Volatile.Read(ref _deadline);
        return now < deadline ? time.GetElapsedTime(now, deadline) : TimeSpan.Zero;
    }
}
