using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>
/// The leases that a node has in the store it uses, in an order that does not hang on their random keys: so a simulation repeats. Safe for all threads.
/// </summary>
internal sealed class HeldLeases
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StateKey, LeaseToken> _tokens = [];

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _tokens.Count == 0;
        }
    }

    public IReadOnlyList<KeyValuePair<StateKey, LeaseToken>> All
    {
        get
        {
            lock (_gate)
                return [.. _tokens];
        }
    }

    public bool Has(StateKey key)
    {
        lock (_gate)
            return _tokens.ContainsKey(key);
    }

    public void Set(StateKey key, LeaseToken token)
    {
        lock (_gate)
            _tokens[key] = token;
    }

    public void Remove(StateKey key)
    {
        lock (_gate)
            _tokens.Remove(key);
    }

    /// <summary>Forgets a lease, unless it has made way for a later one.</summary>
    public void Remove(StateKey key, LeaseToken token)
    {
        lock (_gate)
        {
            if (_tokens.TryGetValue(key, out var held) && held == token)
                _tokens.Remove(key);
        }
    }

    public void Clear()
    {
        lock (_gate)
            _tokens.Clear();
    }
}
