using System.Numerics;
using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;

namespace Tidemark.Leases;

/// <summary>
/// Asks a store that is known to be down how it is, until it answers: in the background, one call at a time, the first at once, for it may have been this
/// process that stood still, the next ones less and less often.
/// </summary>
/// <param name="circuit">Says that the store is down.</param>
/// <param name="ask">Asks it, and does what is to be done when it answers. Does not fail.</param>
/// <param name="rarest">How long it is left alone at most.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Is reminded now and then.</param>
internal sealed class StoreProbe(StoreCircuit circuit, Func<Task> ask, TimeSpan rarest, TimeProvider time, ILogger log)
{
    // By then it has been down for some ten seconds. Then each time after twice as many.
    private const int FirstReminder = 16;

    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    // Guards whether it is at it.
    private readonly Lock _gate = new();
    private volatile bool _isOn;

    /// <summary>Whether it is at it.</summary>
    public bool IsOn => _isOn;

    /// <summary>Begins, unless it is at it already.</summary>
    /// <param name="leaving">Ends it.</param>
    public void Start(CancellationToken leaving)
    {
        lock (_gate)
        {
            if (_isOn || leaving.IsCancellationRequested)
                return;
            _isOn = true;
        }

        // It is no part of the request that happened to find the store down.
        AsyncFlowControl? cut = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _ = RunAsync(leaving);
        cut?.Undo();
    }

    private async Task RunAsync(CancellationToken leaving)
    {
        var backoff = new Backoff(First, rarest);
        for (var probes = 1; ; probes++)
        {
            await Task.Delay(probes == 1 ? AtOnce : backoff.Next(rarest), time, leaving)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (leaving.IsCancellationRequested)
                return;

            // Also when another call was answered meanwhile: what could not be told to the store is told now.
            await ask();
            lock (_gate)
            {
                if (!circuit.IsOpen)
                {
                    _isOn = false;
                    return;
                }
            }

            if (probes >= FirstReminder && BitOperations.IsPow2(probes))
                log.StoreStillDown(circuit.Age, probes, circuit.Cause?.Message);
        }
    }
}
