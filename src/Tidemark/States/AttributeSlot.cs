using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// One attribute of a client state. What the store has of it is the baseline: bytes, decoded at the first access. What this node has
/// of it is the live value, if it was accessed. Nothing else is kept: no second object graph, no dirty flag to forget.
/// </summary>
/// <remarks>
/// Everybody may read <see cref="Stored"/>. The rest belongs to whoever has the attribute: by its lock, or by being the only request.
/// A live value that nobody has noted is what the store has.
/// </remarks>
internal sealed class AttributeSlot(string name)
{
    // Null if the live value is the baseline, or nobody has looked.
    private Draft? _draft;
    private volatile StoredValue? _stored;

    public string Name => name;

    /// <summary>What the store has; null if it does not have the attribute.</summary>
    public StoredValue? Stored => _stored;

    /// <summary>The object that requests get; null if nobody asked yet, or if the attribute was removed.</summary>
    public LiveValue? Live { get; private set; }

    /// <summary>Whether a request removed it. What the baseline does not hold may yet turn out to be stored, by a commit that is not answered.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>The request that had a mutable access to it, so that its commit has to compare.</summary>
    public object? NotedBy { get; set; }

    /// <summary>Whether it is there for the request that has it.</summary>
    public bool IsPresent => Live is not null || (_stored is not null && !IsRemoved);

    /// <summary>The encoded size for the request that has it, as far as it is known without encoding.</summary>
    public int Size => IsPresent ? _draft?.Bytes.Length ?? StoredSize : 0;

    public int StoredSize => _stored?.Length ?? 0;

    /// <summary>About how much memory this node spends on it: the baseline, and the objects that were made of it.</summary>
    public long KeptSize => StoredSize + (Live?.MemoryOf(Size) ?? 0);

    /// <summary>
    /// The bytes that a store must hold for this attribute to be as it was when <see cref="FindDifference"/> last looked; null if that is the baseline.
    /// </summary>
    public ReadOnlyMemory<byte>? Encoded => _draft?.Bytes;

    /// <summary>The live value, decoded now if it was not before. The attribute must be present.</summary>
    public LiveValue<T> Open<T>(AttributeForms forms)
    {
        switch (Live)
        {
            case LiveValue<T> live:
                return live;
            case null:
                var opened = _stored!.Open<T>(forms, name);
                Live = opened;
                return opened;
            default:
                throw AttributeFaults.OtherType(name, Live.Type, typeof(T));
        }
    }

    /// <summary>The value for looking at, as the request that has it would store it: the live one if it is immutable, else a copy.</summary>
    public T Read<T>(AttributeForms forms)
    {
        if (Live is null)
            return _stored!.Open<T>(forms, name).Value;
        var live = Open<T>(forms);
        if (live.IsImmutable)
            return live.Value;
        AttributeFaults.FindDifference(this);
        return live.Copy((Encoded ?? _stored!.Bytes).Span);
    }

    public void Put(LiveValue live, ReadOnlyMemory<byte>? encoded)
    {
        live.Follow(Live);
        Live = live;
        _draft = encoded is { } bytes ? Draft.Of(bytes) : null;
        IsRemoved = false;
    }

    public void Remove()
    {
        Live = null;
        _draft = null;
        IsRemoved = true;
    }

    /// <summary>What turns the baseline into the live value; null if they are the same.</summary>
    public Difference? FindDifference()
    {
        if (Live is not { } live)
            return IsRemoved && _stored is not null ? new Removal(name) : null;
        var stored = _stored;
        var encoded = _draft is { } last && live.IsSameAs(last.Bytes.Span) ? last : null;
        if (encoded is { Difference: { } known } && encoded.On == stored)
            return known;
        _draft = stored is not null && stored.TryRead(out var baseline) && live.Compare(baseline.Span) is { } comparison
            ? comparison.IsSame ? null : Draft.Of(name, stored, baseline, comparison)
            : Draft.Whole(name, encoded?.Bytes ?? live.Encode(), stored);
        return _draft?.Difference;
    }

    /// <summary>What a node makes of the patch that has the baseline; null if it does not fit.</summary>
    public ReadOnlyMemory<byte>? Patched(PatchedValue patch)
    {
        if (_stored is not { } stored || stored.Version != patch.On || !stored.TryRead(out var baseline))
            return null;
        try
        {
            return Patch.Read(patch.Patch, patch.LengthAfter).Apply(baseline.Span);
        }
        catch (GraphFormatException)
        {
            return null;
        }
    }

    /// <summary>All of the value is to be sent, whatever <see cref="FindDifference"/> found.</summary>
    public WholeValue Replace(ReadOnlyMemory<byte> whole)
    {
        var replaced = Draft.Whole(name, whole, _stored);
        _draft = replaced;
        return (WholeValue)replaced.Difference!;
    }

    /// <summary>The whole value that a patch of <see cref="FindDifference"/> makes; null if the baseline is no longer the one it was made on.</summary>
    public WholeValue? Whole(PatchedValue patch) => Apply(patch) is { } bytes ? new WholeValue(name, bytes) : null;

    /// <summary>The store has applied what this node sent.</summary>
    public void Acknowledge(Difference difference, StateVersion version)
    {
        _stored = difference switch
        {
            WholeValue whole => StoredValue.Of(whole.Value, version),
            PatchedValue patch => Append(patch, version),
            _ => null,
        };
        if (_stored is null)
            IsRemoved = false;
        else if (_draft?.Difference == (object)difference)
            _draft = null;
    }

    /// <summary>
    /// What the store has, if it is something else than this node knew: then what is live here is void. An answer to one that asked for everything
    /// anew repeats what it knew, and voids nothing.
    /// </summary>
    public void Refresh(StoredValue? stored)
    {
        if (stored is not null && _stored is { } known && known.Version == stored.Version)
        {
            if (known.IsBroken)
                _stored = stored;
            return;
        }

        _stored = stored;
        Discard();
    }

    /// <summary>The store does not have it, and is not to get it: not under the key that it has now.</summary>
    public void Forget() => (_stored, IsRemoved) = (null, false);

    /// <summary>Has a live value again that a request had, if it still is what the store has; false if not. Nobody may have the attribute.</summary>
    public bool TakeBack(LiveValue live, StoredValue? since)
    {
        if (Live is not null || NotedBy is not null || _stored is null || _stored != since)
            return false;
        Live = live;
        return true;
    }

    /// <summary>Forgets the live value: the next access reads the baseline again.</summary>
    public void Discard()
    {
        Live = null;
        _draft = null;
        IsRemoved = false;
    }

    private StoredValue Append(PatchedValue patch, StateVersion version) => Apply(patch) is { } bytes
        ? _stored!.Append(patch.Size, version, bytes)
        : StoredValue.Read(
            new StoredAttribute(name, version, null, [new StoredPatch(version, patch.On, patch.Patch)]), _stored, patch.LengthAfter);

    private ReadOnlyMemory<byte>? Apply(PatchedValue patch)
    {
        if (_stored is not { } stored || stored.Version != patch.On)
            return null;
        if (_draft is { } draft && draft.Difference == (object)patch)
            return draft.Bytes;
        return stored.TryRead(out var baseline) ? Patch.Read(patch.Patch, patch.LengthAfter).Apply(baseline.Span) : null;
    }
}
