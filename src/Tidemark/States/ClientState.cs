using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// This node's copy of one session: what the store had of it, and what became of that here. It outlives requests, and leases too: a node
/// that gets the lease again is sent only what is newer, and of an attribute only the newer patches.
/// </summary>
/// <remarks>Versions and times change only in a commit or a grant, of which there is one at a time.</remarks>
internal sealed class ClientState
{
    // Guards which slots there are. What is in one belongs to whoever has the attribute.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AttributeSlot> _slots = new(StringComparer.Ordinal);

    // Null as long as only this node's clock has told.
    private DateTimeOffset? _createdByStore;

    /// <summary>The copy of a session of which this node knows nothing yet, or that no store has yet.</summary>
    public ClientState(StateKey key, Lifetime lifetime, DateTimeOffset created)
    {
        Key = key;
        Lifetime = lifetime;
        Created = created;
    }

    /// <summary>The copy of what a store answered to one that knew nothing.</summary>
    public ClientState(StateKey key, PrimaryState state, int longest) : this(key, state.Lifetime, state.Created) =>
        TryRefresh(state, StateVersion.None, longest);

    public StateKey Key { get; }

    public StateVersion Version { get; private set; }

    /// <summary>
    /// The version that an answer of the store may build on: none, so that the answer is whole, if what this node has of an attribute makes no value.
    /// </summary>
    public StateVersion Known
    {
        get
        {
            lock (_gate)
                return _slots.Values.Any(slot => slot.Stored is { IsBroken: true }) ? StateVersion.None : Version;
        }
    }

    public Lifetime Lifetime { get; private set; }

    public DateTimeOffset Created { get; private set; }

    /// <summary>Whose session it is, as far as the store told.</summary>
    public UserKey User { get; private set; }

    /// <summary>How old the session was when the store last told.</summary>
    public TimeSpan Age { get; private set; }

    public bool IsStored => Version != StateVersion.None;

    /// <summary>Whether an answer of the store is about this very session, and not another one under the same key.</summary>
    public bool IsSame(PrimaryState state) => _createdByStore is null || _createdByStore == state.Created;

    /// <summary>
    /// Whether the store did not take the version that it was told for its own, and sent all: it has forgotten that version, and may be at the same one again.
    /// </summary>
    public static bool IsVoid(PrimaryState state, StateVersion known) => state.Changed.Any(attribute => attribute.Version <= known);

    /// <summary>What the store holds of it.</summary>
    public long StoredSize
    {
        get
        {
            lock (_gate)
                return _slots.Values.Sum(slot => (long)slot.StoredSize);
        }
    }

    /// <summary>About how much memory this node spends on it.</summary>
    public long KeptSize
    {
        get
        {
            lock (_gate)
                return _slots.Values.Sum(slot => slot.KeptSize);
        }
    }

    /// <summary>Forgets the objects: whoever asks for one gets it from the baseline. Nobody may use the session.</summary>
    public void ForgetLive()
    {
        lock (_gate)
        {
            foreach (var slot in _slots.Values)
            {
                if (slot is { NotedBy: null, Live: not null })
                    slot.Discard();
            }
        }
    }

    /// <summary>Forgets slots of attributes that are no longer there: names that come and go take no memory.</summary>
    public void Prune()
    {
        lock (_gate)
        {
            foreach (var (name, slot) in _slots)
            {
                if (slot is { Stored: null, NotedBy: null, Live: null })
                    _slots.Remove(name);
            }
        }
    }

    /// <summary>The attribute, if it is there for this request.</summary>
    public AttributeSlot? Find(string name, object? viewer)
    {
        lock (_gate)
            return _slots.TryGetValue(name, out var slot) && IsPresent(slot, viewer) ? slot : null;
    }

    /// <summary>The attribute's slot, whether the attribute is there or not.</summary>
    public AttributeSlot Obtain(string name)
    {
        lock (_gate)
        {
            if (!_slots.TryGetValue(name, out var slot))
                _slots.Add(name, slot = new AttributeSlot(name));
            return slot;
        }
    }

    /// <summary>The attributes that are there for this request: what it changed as it changed it, and of others what the store has.</summary>
    public AttributeSlot[] Present(object? viewer)
    {
        lock (_gate)
            return [.. _slots.Values.Where(slot => IsPresent(slot, viewer))];
    }

    /// <summary>The attributes that have live objects and that nobody has noted, or nobody but this request.</summary>
    public IReadOnlyList<AttributeSlot> Live(object? viewer)
    {
        lock (_gate)
            return [.. _slots.Values.Where(slot => slot.Live is not null && (slot.NotedBy is null || slot.NotedBy == viewer))];
    }

    /// <summary>How many attributes are there for this request, and how many bytes they take.</summary>
    public (int Count, long Size) Measure(object? viewer)
    {
        var (count, size) = (0, 0L);
        lock (_gate)
        {
            foreach (var slot in _slots.Values)
            {
                if (!IsPresent(slot, viewer))
                    continue;
                count++;
                size += slot.NotedBy == viewer ? slot.Size : slot.StoredSize;
            }
        }

        return (count, size);
    }

    /// <summary>
    /// Takes over what the store answered: all, or what is newer than <see cref="Version"/>. False if a part of it does not fit what this node
    /// has: then nothing has changed here, and the store has to be asked for all. What does not fit then makes an attribute that nobody can read.
    /// </summary>
    /// <param name="state">The answer.</param>
    /// <param name="known">The version that the store was told.</param>
    /// <param name="longest">How long a value can be, as for <see cref="StoredValue.Read"/>.</param>
    public bool TryRefresh(PrimaryState state, StateVersion known, int longest)
    {
        lock (_gate)
        {
            var changed = state.Changed.Select(attribute => StoredValue.Read(attribute, Stored_NeedsLock(attribute.Name), longest)).ToArray();
            if (known != StateVersion.None && changed.Any(stored => stored.IsBroken))
                return false;
            Refresh_NeedsLock(state, changed, IsVoid(state, known));
            return true;
        }
    }

    /// <summary>The store has applied a commit: baselines and versions move on. Returns how many chains of patches it replaced by a base.</summary>
    public int Acknowledge(CommitRequest request, StateVersion version)
    {
        var rebased = 0;
        foreach (var difference in request.Differences)
        {
            var slot = Obtain(difference.Name);
            rebased += difference is WholeValue && slot.Stored is { Chain.Patches: > 0 } ? 1 : 0;
            slot.Acknowledge(difference, version);
        }

        (Version, Lifetime, User) = (version, request.Lifetime, request.User);
        return rebased;
    }

    /// <summary>Differences with whole values instead of patches; null if a patch was not made on what this node has.</summary>
    public IReadOnlyList<Difference>? Whole(IReadOnlyList<Difference> differences)
    {
        var whole = new List<Difference>(differences.Count);
        foreach (var difference in differences)
        {
            if ((difference is PatchedValue patch ? Obtain(patch.Name).Whole(patch) : difference) is not { } value)
                return null;
            whole.Add(value);
        }

        return whole;
    }

    /// <summary>
    /// The same attributes under another key, as this request sees them. Slots move, so that its live objects do; those that other
    /// requests have are made anew of what the store has.
    /// </summary>
    public ClientState Under(StateKey key, object? viewer, DateTimeOffset created)
    {
        var copy = new ClientState(key, Lifetime, created);
        lock (_gate)
        {
            foreach (var slot in _slots.Values.ToArray())
            {
                if (slot.NotedBy is not null && slot.NotedBy != viewer)
                {
                    copy.Obtain(slot.Name).Refresh(slot.Stored);
                    continue;
                }

                // Others may still look at the old session, and get no object of the new one.
                var left = _slots[slot.Name] = new AttributeSlot(slot.Name);
                left.Refresh(slot.Stored);

                // What this request has removed was never there under the new key.
                if (!IsPresent(slot, viewer))
                    slot.Forget();
                copy._slots.Add(slot.Name, slot);
            }
        }

        return copy;
    }

    /// <summary>What the store has of it now, for a request that only reads.</summary>
    public ClientState Snapshot()
    {
        var copy = new ClientState(Key, Lifetime, Created) { Version = Version, Age = Age, User = User };
        foreach (var slot in Present(null))
            copy.Obtain(slot.Name).Refresh(slot.Stored);
        return copy;
    }

    private static bool IsPresent(AttributeSlot slot, object? viewer) =>
        viewer is not null && slot.NotedBy == viewer ? slot.IsPresent : slot.Stored is not null;

    private StoredValue? Stored_NeedsLock(string name) => _slots.TryGetValue(name, out var slot) ? slot.Stored : null;

    private void Refresh_NeedsLock(PrimaryState state, IReadOnlyList<StoredValue> changed, bool isVoid)
    {
        if (changed.Count > 0 || state.Version != Version || state.Unchanged.Count != StoredCount_NeedsLock())
            RefreshSlots_NeedsLock(state, changed, isVoid);
        (Version, Lifetime, Created, Age, User) = (state.Version, state.Lifetime, state.Created, state.Age, state.User);
        _createdByStore = state.Created;
    }

    private void RefreshSlots_NeedsLock(PrimaryState state, IReadOnlyList<StoredValue> changed, bool isVoid)
    {
        // What a request has only just set was not in the store before either: it stays the request's.
        var gone = _slots.Values.Where(slot => slot.Stored is not null).Select(slot => slot.Name).ToHashSet(StringComparer.Ordinal);
        gone.ExceptWith(state.Unchanged);
        foreach (var (attribute, stored) in state.Changed.Zip(changed))
        {
            gone.Remove(attribute.Name);
            if (!_slots.TryGetValue(attribute.Name, out var slot))
                _slots.Add(attribute.Name, slot = new AttributeSlot(attribute.Name));
            if (isVoid)
                slot.Refresh(null);
            slot.Refresh(stored);
        }

        foreach (var name in gone)
            Drop_NeedsLock(name);
    }

    private int StoredCount_NeedsLock()
    {
        var count = 0;
        foreach (var slot in _slots.Values)
            count += slot.Stored is null ? 0 : 1;
        return count;
    }

    // A slot that somebody has in hand stays, empty: he finds out at his commit.
    private void Drop_NeedsLock(string name)
    {
        var slot = _slots[name];
        slot.Refresh(null);
        if (slot.NotedBy is null)
            _slots.Remove(name);
    }
}
