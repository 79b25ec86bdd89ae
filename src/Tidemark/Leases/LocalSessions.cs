using System.Collections.Concurrent;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// The sessions that this node knows, held or not: bounded by number and by bytes. When there are too many, those go that were not used
/// for longest, a tenth of them at a time, and their leases go back. When there are only too many bytes, objects go first: they can be made again.
/// </summary>
internal sealed class LocalSessions(NodeLeases node)
{
    private readonly ConcurrentDictionary<StateKey, LocalSession> _sessions = [];
    private long _bytes;
    private int _isTrimming;

    // How often more to be full before it looks again: it looked at so many, and found too few that could go.
    private int _patience;

    public int Count => _sessions.Count;

    public long Bytes => Interlocked.Read(ref _bytes);

    public IEnumerable<LocalSession> All => _sessions.Select(entry => entry.Value);

    public LocalSession? Find(StateKey key) => _sessions.GetValueOrDefault(key);

    public LocalSession Obtain(StateKey key)
    {
        if (_sessions.TryGetValue(key, out var session))
            return session;
        session = _sessions.GetOrAdd(key, new LocalSession(node, key));

        // Nobody uses the new one yet: it would go, come again and go for as long as all others are in use.
        TrimIfFull(except: session);
        return session;
    }

    /// <summary>The turn of a session as by <see cref="LocalSession.TryEnterUnleased"/>; null if somebody uses it, or this node holds its lease.</summary>
    public (LocalSession Session, Turn Turn)? EnterUnleased(StateKey key, bool isExclusive, string purpose)
    {
        while (true)
        {
            // Nobody knows yet what a new one is worth: it may be evicted before it has a turn to give.
            var session = Obtain(key);
            if (session.TryEnterUnleased(isExclusive, purpose, out var turn))
                return turn is null ? null : (session, turn);
        }
    }

    /// <summary>Counts the bytes of a session anew, after a grant, a commit, or when objects were made of an attribute.</summary>
    public void Measure(LocalSession session)
    {
        Interlocked.Add(ref _bytes, session.Remeasure());
        TrimIfFull(except: session);
    }

    /// <summary>Forgets a session that nobody uses; its lease goes back. False if somebody does.</summary>
    public bool TryEvict(LocalSession session, out ValueTask whenBack)
    {
        if (!session.TryEvict(out var freed, out whenBack))
            return false;
        _sessions.TryRemove(KeyValuePair.Create(session.Key, session));
        Interlocked.Add(ref _bytes, -freed);
        return true;
    }

    private bool IsFull => _sessions.Count > node.Limits.CachedSessions || Bytes > node.Limits.CachedBytes;

    private void TrimIfFull(LocalSession except)
    {
        if (!IsFull || Interlocked.Decrement(ref _patience) >= 0 || Interlocked.Exchange(ref _isTrimming, 1) != 0)
            return;
        try
        {
            Trim(except);
            Volatile.Write(ref _patience, IsFull ? _sessions.Count : 0);
        }
        finally
        {
            Volatile.Write(ref _isTrimming, 0);
        }
    }

    private void Trim(LocalSession except)
    {
        var oldest = from session in All
                     let unused = session.Unused
                     where unused is not null && session != except
                     orderby unused descending
                     select session;
        var (sessions, bytes) = (node.Limits.CachedSessions * 9 / 10, node.Limits.CachedBytes / 10 * 9);
        var idle = oldest.ToArray();
        foreach (var session in idle)
        {
            if (Bytes <= bytes)
                break;
            Interlocked.Add(ref _bytes, -session.ForgetObjects());
        }

        foreach (var session in idle)
        {
            if (_sessions.Count <= sessions && Bytes <= bytes)
                return;
            if (TryEvict(session, out var whenBack))
                node.Background.Add(whenBack);
        }
    }
}
