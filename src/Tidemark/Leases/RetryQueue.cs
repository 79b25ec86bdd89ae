using System.Numerics;
using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;

namespace Tidemark.Leases;

/// <summary>
/// What could not be told to the store when its request ended. A live node's leases never run out by themselves, and nobody else knows that a session is
/// to end: so each is tried after every heartbeat until it succeeds, and once more when the node leaves. Each is tried by itself: one that fails keeps no
/// other from being tried. Nothing leaves the queue unsent without a log line.
/// </summary>
internal sealed class RetryQueue(TimeProvider time, ILogger log)
{
    private const int AtOnce = 64;

    // Guards what follows, and the state of each.
    private readonly Lock _gate = new();
    private readonly RetryTable _waiting = new();
    private Task _round = Task.CompletedTask;
    private int _rounds;
    private bool _isClosed;

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Keeps what is to be tried. The newest of its session and kind counts, and a final one replaces all others of its session.</summary>
    public void Add(Retry retry)
    {
        lock (_gate)
        {
            if (!_isClosed && _waiting.TryAdd(retry))
                return;
            retry.State = RetryState.Dropped;
        }

        log.RetryDropped(retry.Key, retry.Kind.ToString());
        retry.GiveUp();
    }

    /// <summary>Tries each once. Does nothing while it is still at it. Does not fail.</summary>
    public Task TryAllAsync() => Begin(() => TryAsync(new Queue<Retry>(_waiting.All)));

    /// <summary>Tries one, another one each time, and says nothing if it fails. Does nothing while it is still at it. Does not fail.</summary>
    public Task TryOneAsync() => Begin(() => TryAsync(new Queue<Retry>(_waiting.All.Skip(_rounds++ % _waiting.Count).Take(1)), isQuiet: true));

    /// <summary>The node leaves: tries each once more, and gives up what fails again or takes longer than <paramref name="patience"/>.</summary>
    public async Task CloseAsync(TimeSpan patience)
    {
        // What is on its way first: the same one tried twice at once would take the other try for a request.
        Task underWay;
        lock (_gate)
            underWay = _round;
        await new LockWait(time, patience).ForAsync(underWay, CancellationToken.None);
        await new LockWait(time, patience).ForAsync(TryAllAsync(), CancellationToken.None);
        Retry[] left;
        lock (_gate)
        {
            _isClosed = true;
            left = [.. _waiting.All];
            _waiting.Clear();
            foreach (var retry in left)
                retry.State = RetryState.Dropped;
        }

        // Leases are free when the node has left.
        foreach (var retry in left.Where(retry => retry.Kind != RetryKind.ReturnLease))
            log.RetryDropped(retry.Key, retry.Kind.ToString());
    }

    private Task Begin(Func<Task> round)
    {
        lock (_gate)
            return _isClosed ? Task.CompletedTask : _round.IsCompleted && _waiting.Count > 0 ? _round = round() : _round;
    }

    private async Task TryAsync(Queue<Retry> round, bool isQuiet = false)
    {
        // Not under the gate of whoever began it.
        await Task.Yield();
        StoreCircuit.Owe();
        var failures = new List<SessionUnavailableException>();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, round.Count)).Select(_ => TryInTurnAsync(round, failures)));
        if (failures.Count > 0 && !isQuiet)
            log.RetriesFailed(failures.Count, failures[0]);
    }

    private async Task TryInTurnAsync(Queue<Retry> round, List<SessionUnavailableException> failures)
    {
        while (TakeNext(round) is { } retry)
        {
            try
            {
                await retry.SendAsync();
                Finish(retry, isSent: true);
            }
            catch (SessionUnavailableException unavailable)
            {
                Finish(retry, isSent: false);
                lock (_gate)
                    failures.Add(unavailable);
            }
            catch (Exception unexpected)
            {
                Finish(retry, isSent: false);

                // What no repeat cures is not logged with every heartbeat.
                if (BitOperations.IsPow2(++retry.Failures))
                    log.RetryFailed(retry.Key, retry.Kind.ToString(), unexpected);
            }
        }
    }

    private Retry? TakeNext(Queue<Retry> round)
    {
        lock (_gate)
        {
            while (!_isClosed && round.TryDequeue(out var retry))
            {
                if (retry.State != RetryState.Waiting)
                    continue;
                retry.State = RetryState.Sending;
                return retry;
            }

            return null;
        }
    }

    private void Finish(Retry retry, bool isSent)
    {
        lock (_gate)
        {
            // Replaced or dropped meanwhile: then its place is another's.
            if (retry.State != RetryState.Sending)
                return;
            retry.State = isSent ? RetryState.Sent : RetryState.Waiting;
            if (isSent)
                _waiting.Remove(retry);
        }
    }
}
