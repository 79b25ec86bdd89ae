using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>
/// What a replica is known to have of the sessions that changed last, up to so many bytes: the least recently used goes first. Safe for all threads.
/// </summary>
internal sealed class KnownCopies(long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StateKey, LinkedListNode<(StateKey Key, KnownCopy Copy, long Size)>> _copies = [];
    private readonly LinkedList<(StateKey Key, KnownCopy Copy, long Size)> _byUse = [];
    private long _bytes;

    /// <summary>How many bytes are kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>Takes out what is known of a session; null if nothing is. Whoever takes it sets it again if it is still so.</summary>
    public KnownCopy? Take(StateKey key)
    {
        lock (_gate)
            return _copies.TryGetValue(key, out var node) ? Remove_NeedsLock(node) : null;
    }

    public void Set(StateKey key, KnownCopy copy)
    {
        var size = copy.Size;
        if (size > mostBytes)
            return;
        lock (_gate)
        {
            if (_copies.TryGetValue(key, out var there))
                Remove_NeedsLock(there);
            while (_bytes + size > mostBytes)
                Remove_NeedsLock(_byUse.First!);
            _copies[key] = _byUse.AddLast((key, copy, size));
            _bytes += size;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _copies.Clear();
            _byUse.Clear();
            _bytes = 0;
        }
    }

    private KnownCopy Remove_NeedsLock(LinkedListNode<(StateKey Key, KnownCopy Copy, long Size)> node)
    {
        _copies.Remove(node.Value.Key);
        _byUse.Remove(node);
        _bytes -= node.Value.Size;
        return node.Value.Copy;
    }
}
