using System.Collections.Concurrent;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// A negative cache: the sessions of which the store said a moment ago that they are not there. So a dead cookie costs the store one call a moment, and not
/// one a request. An id is never adopted: what is gone stays gone, and only the node that creates a session can have heard of its key too early.
/// </summary>
/// <remarks>Safe for all threads. Bounded by two generations, because keys that nobody asks for again are never looked at again either.</remarks>
internal sealed class MissingSessions(TimeProvider time)
{
    /// <summary>How long a key is remembered at least, unless too many others come; at most twice as long.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(30);

    /// <summary>How many keys a generation has. More begin the next one.</summary>
    public const int KeysPerGeneration = 8_192;

    // Guards changes of what follows; reads need no lock.
    private readonly Lock _gate = new();
    private volatile Generation _young = new(time.GetTimestamp());
    private volatile Generation _old = new(time.GetTimestamp());

    /// <summary>How many keys it holds, fresh or not.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _young.Count + _old.Count;
        }
    }

    /// <summary>Whether there is anything to look up.</summary>
    public bool IsNeeded => _young.Count > 0 || _old.Count > 0;

    /// <summary>Whether the store said a moment ago that there is no such session.</summary>
    public bool Has(StateKey key) => Has(_young, key) || Has(_old, key);

    /// <summary>The store says that there is no such session.</summary>
    public void Add(StateKey key)
    {
        lock (_gate)
        {
            if (_young.Count >= KeysPerGeneration || time.GetElapsedTime(_young.Since) >= Moment)
                (_old, _young) = (_young, new Generation(time.GetTimestamp()));
            _young.Add(key);
        }
    }

    /// <summary>This node has created the session.</summary>
    public void Forget(StateKey key)
    {
        lock (_gate)
        {
            _young.Remove(key);
            _old.Remove(key);
        }
    }

    private bool Has(Generation generation, StateKey key) => generation.Has(key) && time.GetElapsedTime(generation.Since) < 2 * Moment;

    private sealed class Generation(long since)
    {
        private readonly ConcurrentDictionary<StateKey, bool> _keys = [];

        public long Since => since;

        /// <summary>Belongs to the gate, as the two below do: to ask the dictionary itself would take all its locks.</summary>
        public int Count { get; private set; }

        public void Add(StateKey key) => Count += _keys.TryAdd(key, true) ? 1 : 0;

        public void Remove(StateKey key) => Count -= _keys.TryRemove(key, out _) ? 1 : 0;

        public bool Has(StateKey key) => _keys.ContainsKey(key);
    }
}
