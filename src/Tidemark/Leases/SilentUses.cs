using System.Collections.Concurrent;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// Uses of sessions by requests that did not look into them. The next heartbeat tells the store of them, all at once; whoever opens such a session
/// first tells it before.
/// </summary>
/// <remarks>Safe for all threads. Bounded: of what is more than it has room for between two heartbeats, the store is not told.</remarks>
internal sealed class SilentUses(NodeLeases node)
{
    /// <summary>How many sessions it has room for.</summary>
    public const int MostSessions = 100_000;

    private readonly ConcurrentDictionary<StateKey, long> _uses = [];

    // To ask the dictionary itself would take all its locks.
    private int _count;

    /// <summary>A session is used now.</summary>
    public void Note(StateKey key)
    {
        var now = node.Time.GetTimestamp();
        if (node.Sessions.Find(key)?.TryUse(now) == true)
            return;
        if (_uses.TryGetValue(key, out var before))
            _uses.TryUpdate(key, now, before);
        else if (Volatile.Read(ref _count) < MostSessions && _uses.TryAdd(key, now))
            Interlocked.Increment(ref _count);
    }

    /// <summary>Tells the store of the last use of one session, if there is one that it was not told of. Does not fail.</summary>
    public ValueTask TellAsync(StateKey key) => Volatile.Read(ref _count) > 0 && Take(key) is { } use ? node.TouchAsync([use]) : default;

    /// <summary>All that the store was not told of.</summary>
    public IEnumerable<SessionUse?> TakeAll()
    {
        foreach (var (key, _) in _uses)
            yield return Take(key);
    }

    private SessionUse? Take(StateKey key)
    {
        if (!_uses.TryRemove(key, out var last))
            return null;
        Interlocked.Decrement(ref _count);
        return new SessionUse(key, node.Time.GetElapsedTime(last));
    }
}
