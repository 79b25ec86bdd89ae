using Tidemark.Stores;

namespace Tidemark;

/// <summary>This node's copy of one session: what the store had of it, and what became of that here.</summary>
/// <remarks>It knows nothing of requests, so that it can outlive one. Whoever uses it has the lease, or uses it for reading only.</remarks>
internal sealed class ClientState
{
    private readonly Dictionary<string, AttributeSlot> _slots = new(StringComparer.Ordinal);

    /// <summary>The copy of a session that no store has yet.</summary>
    public ClientState(Lifetime lifetime, DateTimeOffset created)
    {
        Lifetime = lifetime;
        Created = created;
    }

    /// <summary>The copy of what a store answered.</summary>
    public ClientState(StateKey key, LeaseToken token, PrimaryState state)
    {
        Key = key;
        Token = token;
        Version = state.Version;
        Lifetime = state.Lifetime;
        Created = state.Created;
        Age = state.Age;
        foreach (var attribute in state.Changed)
            Obtain(attribute.Name).Acknowledge(attribute.Value, attribute.Version);
    }

    public StateKey Key { get; private set; }

    public LeaseToken Token { get; private set; }

    public StateVersion Version { get; private set; }

    public Lifetime Lifetime { get; private set; }

    public DateTimeOffset Created { get; private set; }

    /// <summary>How old the session was when the store last told.</summary>
    public TimeSpan Age { get; private set; }

    public bool IsStored => Version != StateVersion.None;

    public int Count => _slots.Values.Count(slot => slot.IsPresent);

    public long Size => _slots.Values.Sum(slot => (long)slot.Size);

    /// <summary>What the store holds of it.</summary>
    public long StoredSize => _slots.Values.Sum(slot => (long)(slot.Baseline?.Length ?? 0));

    public IEnumerable<AttributeSlot> Present => _slots.Values.Where(slot => slot.IsPresent);

    /// <summary>The attribute, if it is there.</summary>
    public AttributeSlot? Find(string name) => _slots.TryGetValue(name, out var slot) && slot.IsPresent ? slot : null;

    /// <summary>The attribute's slot, whether the attribute is there or not.</summary>
    public AttributeSlot Obtain(string name)
    {
        if (!_slots.TryGetValue(name, out var slot))
            _slots.Add(name, slot = new AttributeSlot(name));
        return slot;
    }

    /// <summary>The store has applied a commit: baselines and versions move on.</summary>
    public void Acknowledge(CommitRequest request, CommitOutcome.Committed committed)
    {
        foreach (var difference in request.Differences)
            Obtain(difference.Name).Acknowledge((difference as WholeValue)?.Value, committed.Version);
        Token = committed.Token;
        Version = committed.Version;
        Lifetime = request.Lifetime;
    }

    /// <summary>The state is stored under a key that a commit is about to fill: no attribute has a baseline there.</summary>
    public void Move(StateKey key, DateTimeOffset created)
    {
        foreach (var slot in _slots.Values)
            slot.Acknowledge(null, StateVersion.None);
        Key = key;
        Created = created;
        Age = TimeSpan.Zero;
    }

    /// <summary>The lease is given back or lost.</summary>
    public void EndLease() => Token = LeaseToken.None;
}
