using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// Keeps this node alive in the store's eyes: one lease on life for all its sessions. The node's own deadline is earlier than the
/// store's: it counts from before the beat was sent, on the monotonic clock, less a margin for clocks that run at different speeds.
/// Each beat is answered with the recalls that are pending: a signal that was lost costs a third of the lease. While the store is known to be down, its
/// beats are what asks it how it is: the first after a moment, the next ones less and less often.
/// </summary>
internal sealed class Heartbeat(
    NodeId node, StoreCalls store, StoreCircuit circuit, Func<ValueTask> listen, Action<StoreSignal.Recall> recall, Func<bool, Task> upkeep, TimeSpan lease,
    TimeProvider time, ILogger log) : IAsyncDisposable
{
    /// <summary>How many beats there are in the time after which the store takes a silent node for dead.</summary>
    public const int BeatsPerLease = 3;

    private const int MarginDivisor = 10;

    private readonly CancellationTokenSource _leaving = new();

    // Guards the beat under way and the timer.
    private readonly Lock _gate = new();
    private Task? _beat;
    private ITimer? _timer;

    private volatile Exception? _trouble;

    // A timestamp; written when a beat is answered, read by every request.
    private long _deadline = long.MinValue;
    private long _life;

    private StoreProbe? _probe;

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
    public bool Trusts(long life) => Trusts(life, time.GetTimestamp());

    /// <summary>The same, as of a moment that was read before.</summary>
    public bool Trusts(long life, long now) => now < Volatile.Read(ref _deadline) && life == Life;

    /// <summary>Why sessions cannot be stored at the moment, as far as the last beat could tell; null if they can.</summary>
    public Exception? Trouble => circuit.Cause ?? _trouble;

    /// <summary>Beats, and goes on beating, unless the last beat still holds.</summary>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public ValueTask EnsureAsync(CancellationToken cancellationToken) =>
        IsTrusted ? ValueTask.CompletedTask
        : circuit.Refusal("beat", isRead: false) is { } refusal ? ValueTask.FromException(refusal)
        : new ValueTask(Beat().WaitAsync(cancellationToken));

    /// <summary>
    /// Beats for the first time, once. A store that does not answer counts as down from then on, so that neither this call nor a request waits for it; the
    /// node goes on asking.
    /// </summary>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (IsTrusted)
            return;
        try
        {
            await Beat(isOnce: true).WaitAsync(cancellationToken);
        }
        catch (SessionUnavailableException unreached) when (!unreached.IsRefused)
        {
            circuit.Open(unreached, isWhole: true);
            throw;
        }
    }

    /// <summary>The store is down: its beats ask it how it is until it answers.</summary>
    public void Probe() => LazyInitializer
        .EnsureInitialized(ref _probe, () => new StoreProbe(circuit, AskAsync, lease / MarginDivisor, time, log))
        .Start(_leaving.Token);

    // Whether it was answered.
    private async Task<bool> TryBeatAsync()
    {
        // Nothing awaits a timer: an exception that left here would end the process. The next tick tries again.
        try
        {
            await Beat();
            return true;
        }
        catch (Exception failed)
        {
            // That the store is down is said once, by the circuit.
            if (!_leaving.IsCancellationRequested && !circuit.IsOpen)
                log.BeatFailed(TimeLeft(), failed);
            return false;
        }
    }

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
                await store.BeatAsync(node, TimeSpan.Zero);
        }
        catch (SessionUnavailableException unavailable)
        {
            log.LeaveFailed(unavailable);
        }
    }

    private Task Beat(bool isOnce = false)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_leaving.IsCancellationRequested, this);
            circuit.Watch();
            _timer ??= time.CreateTimer(static beats => _ = ((Heartbeat)beats!).TickAsync(), this, lease / BeatsPerLease, lease / BeatsPerLease);
            if (_beat is not { IsCompleted: false })
                _beat = BeatAsync(isOnce);
            return _beat;
        }
    }

    private async Task BeatAsync(bool isOnce)
    {
        var sent = time.GetTimestamp();
        BeatOutcome beat;
        try
        {
            // Not cancelled when the node leaves: a beat that arrives after the farewell would bring the node back to life.
            beat = await store.BeatAsync(node, lease, isOnce);
        }
        catch (SessionUnavailableException unavailable)
        {
            _trouble = unavailable;
            throw;
        }

        _trouble = null;
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

    // The timer leaves a store alone that is probed.
    private Task TickAsync() => _probe is { IsOn: true } ? Task.CompletedTask : AskAsync();

    private async Task AskAsync() => await upkeep(await TryBeatAsync());

    private TimeSpan TimeLeft()
    {
        var now = time.GetTimestamp();
        var deadline = Volatile.Read(ref _deadline);
        return now < deadline ? time.GetElapsedTime(now, deadline) : TimeSpan.Zero;
    }
}
