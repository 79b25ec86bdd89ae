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
    // The live value's bytes when it was last encoded, and not acknowledged since. Saves the second encoding of what did not change again.
    private ReadOnlyMemory<byte>? _draft;
    private volatile StoredValue? _stored;

    public string Name => name;

    /// <summary>What the store has; null if it does not have the attribute.</summary>
    public StoredValue? Stored => _stored;

    /// <summary>The object that requests get; null if nobody asked yet, or if the attribute was removed.</summary>
    public LiveValue? Live { get; private set; }

    /// <summary>Whether a request removed what the baseline holds.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>The request that had a mutable access to it, so that its commit has to compare.</summary>
    public object? NotedBy { get; set; }

    /// <summary>Whether it is there for the request that has it.</summary>
    public bool IsPresent => Live is not null || (_stored is not null && !IsRemoved);

    /// <summary>The encoded size for the request that has it, as far as it is known without encoding.</summary>
    public int Size => IsPresent ? _draft?.Length ?? StoredSize : 0;

    public int StoredSize => _stored?.Bytes.Length ?? 0;

    /// <summary>The bytes that a store must hold for this attribute to be as it was when <see cref="FindDifference"/> last looked.</summary>
    public ReadOnlyMemory<byte> Encoded => _draft ?? _stored?.Bytes ?? default;

    /// <summary>The live value, decoded now if it was not before. The attribute must be present.</summary>
    public LiveValue<T> Open<T>(GraphSerializer graph)
    {
        switch (Live)
        {
            case LiveValue<T> live:
                return live;
            case null:
                var opened = _stored!.Open<T>(graph, name);
                Live = opened;
                return opened;
            default:
                throw AttributeFaults.OtherType(name, Live.Type, typeof(T));
        }
    }

    /// <summary>The value for looking at, as the request that has it would store it: the live one if it is immutable, else a copy.</summary>
    public T Read<T>(GraphSerializer graph)
    {
        if (Live is null)
            return _stored!.Open<T>(graph, name).Value;
        var live = Open<T>(graph);
        if (live.IsImmutable)
            return live.Value;
        var changed = AttributeFaults.FindDifference(this) as WholeValue;
        return live.Copy((changed?.Value ?? _stored?.Bytes ?? default).Span);
    }

    public void Put(LiveValue live, ReadOnlyMemory<byte>? encoded)
    {
        Live = live;
        _draft = encoded;
        IsRemoved = false;
    }

    public void Remove()
    {
        Live = null;
        _draft = null;
        IsRemoved = _stored is not null;
    }

    /// <summary>What turns the baseline into the live value; null if they are the same.</summary>
    public Difference? FindDifference()
    {
        if (Live is not { } live)
            return IsRemoved ? new Removal(name) : null;
        if (_stored is { } stored && live.IsSameAs(stored.Bytes.Span))
        {
            _draft = null;
            return null;
        }

        if (_draft is not { } draft || !live.IsSameAs(draft.Span))
            _draft = draft = live.Encode();
        return new WholeValue(name, draft);
    }

    /// <summary>The store has applied what this node sent.</summary>
    public void Acknowledge(ReadOnlyMemory<byte>? encoded, StateVersion version)
    {
        _stored = encoded is { } bytes ? new StoredValue(bytes, version) : null;
        if (encoded is null)
            IsRemoved = false;
        else if (_draft is { } draft && draft.Equals(encoded.Value))
            _draft = null;
    }

    /// <summary>The store has something else than this node knew: what is live here is void.</summary>
    public void Refresh(StoredValue? stored)
    {
        _stored = stored;
        Discard();
    }

    /// <summary>Forgets the live value: the next access reads the baseline again.</summary>
    public void Discard()
    {
        Live = null;
        _draft = null;
        IsRemoved = false;
    }
}
