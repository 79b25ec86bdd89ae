using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// What could not be told to the store when its request ended: leases to give back, sessions to end. A live node's leases never run
/// out by themselves, so each is tried again after a heartbeat that got through.
/// </summary>
internal sealed class LooseEnds(ILogger log)
{
    private const int Limit = 10_000;
    private const int PerBeat = 1_000;

    // Guards the ends, and that one settles them at a time: the same end tried twice at once would take the other try for a request.
    private readonly Lock _gate = new();
    private readonly Dictionary<StateKey, (Func<ValueTask> End, bool IsFinal)> _ends = [];
    private bool _isSettling;

    public int Count
    {
        get
        {
            lock (_gate)
                return _ends.Count;
        }
    }

    /// <summary>
    /// Keeps an action that bears being repeated, and throws <see cref="SessionUnavailableException"/> while it has to be. One for each
    /// session: the newest, unless that before it is final.
    /// </summary>
    /// <param name="key">The session.</param>
    /// <param name="end">The action.</param>
    /// <param name="isFinal">Whether it ends the session, and with it every lease that there is to give back.</param>
    public void Add(StateKey key, Func<ValueTask> end, bool isFinal = false)
    {
        lock (_gate)
        {
            var isKnown = _ends.TryGetValue(key, out var before);
            if (isKnown && before.IsFinal)
                return;
            if (isKnown || _ends.Count < Limit)
            {
                _ends[key] = (end, isFinal);
                return;
            }
        }

        log.LooseEndDropped(key);
    }

    /// <summary>Tries a number of them, and stops at the first that fails again. Does nothing while it is still at it.</summary>
    public async Task SettleAsync()
    {
        KeyValuePair<StateKey, (Func<ValueTask> End, bool IsFinal)>[] ends;
        lock (_gate)
        {
            if (_isSettling || _ends.Count == 0)
                return;
            _isSettling = true;
            ends = [.. _ends.Take(PerBeat)];
        }

        try
        {
            foreach (var (key, (end, _)) in ends)
                await SettleAsync(key, end);
        }
        catch (SessionUnavailableException)
        {
            // The rest waits for the next beat.
        }
        finally
        {
            lock (_gate)
                _isSettling = false;
        }
    }

    private async ValueTask SettleAsync(StateKey key, Func<ValueTask> end)
    {
        await end();
        lock (_gate)
        {
            if (_ends.TryGetValue(key, out var current) && current.End == end)
                _ends.Remove(key);
        }
    }
}
