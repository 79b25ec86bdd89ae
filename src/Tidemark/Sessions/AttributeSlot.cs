using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// One attribute of a client state. What the store has of it is the baseline: bytes, decoded at the first access. What this node has
/// of it is the live value, if it was accessed. Nothing else is kept: no second object graph, no dirty flag to forget.
/// </summary>
internal sealed class AttributeSlot(string name)
{
    // The live value's bytes when it was last encoded, and not acknowledged since. Saves the second encoding of what did not change again.
    private ReadOnlyMemory<byte>? _draft;

    public string Name => name;

    /// <summary>The session's version when the baseline last changed.</summary>
    public StateVersion Version { get; private set; }

    /// <summary>What the store has; null if it does not have the attribute.</summary>
    public ReadOnlyMemory<byte>? Baseline { get; private set; }

    /// <summary>The object that requests get; null if nobody asked yet, or if the attribute was removed.</summary>
    public LiveValue? Live { get; private set; }

    /// <summary>Whether a request removed what the baseline holds.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>Whether a request had a mutable access to it, so that its commit has to compare.</summary>
    public bool IsNoted { get; set; }

    public bool IsPresent => Live is not null || (Baseline is not null && !IsRemoved);

    /// <summary>The encoded size, as far as it is known without encoding.</summary>
    public int Size => IsPresent ? (_draft ?? Baseline)?.Length ?? 0 : 0;

    /// <summary>The bytes that a store must hold for this attribute to be as it was when <see cref="FindDifference"/> last looked.</summary>
    public ReadOnlyMemory<byte> Encoded => _draft ?? Baseline.GetValueOrDefault();

    /// <summary>The live value, decoded now if it was not before. The attribute must be present.</summary>
    public LiveValue<T> Open<T>(GraphSerializer graph)
    {
        switch (Live)
        {
            case LiveValue<T> live:
                return live;
            case null:
                var plan = AttributeFaults.PlanOf<T>(graph, Name);
                var opened = new LiveValue<T>(plan, AttributeFaults.Decode(plan, Baseline.GetValueOrDefault().Span, this));
                Live = opened;
                return opened;
            default:
                throw AttributeFaults.OtherType(Name, Live.Type, typeof(T));
        }
    }

    /// <summary>The value for looking at: the live one if it is immutable, else a copy of what it is now.</summary>
    public T Read<T>(GraphSerializer graph)
    {
        if (Live is null && AttributeFaults.PlanOf<T>(graph, Name) is { IsImmutable: false } plan)
            return AttributeFaults.Decode(plan, Baseline.GetValueOrDefault().Span, this);

        var live = Open<T>(graph);
        if (live.IsImmutable)
            return live.Value;
        var changed = IsNoted ? AttributeFaults.FindDifference(this) as WholeValue : null;
        return live.Copy((changed?.Value ?? Baseline.GetValueOrDefault()).Span);
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
        IsRemoved = Baseline is not null;
    }

    /// <summary>What turns the baseline into the live value; null if they are the same.</summary>
    public Difference? FindDifference()
    {
        if (Live is null)
            return IsRemoved ? new Removal(Name) : null;
        if (Baseline is { } baseline && Live.IsSameAs(baseline.Span))
        {
            _draft = null;
            return null;
        }

        if (_draft is not { } draft || !Live.IsSameAs(draft.Span))
            _draft = draft = Live.Encode();
        return new WholeValue(Name, draft);
    }

    /// <summary>The store holds <paramref name="encoded"/> now; null: it no longer has the attribute.</summary>
    public void Acknowledge(ReadOnlyMemory<byte>? encoded, StateVersion version)
    {
        Baseline = encoded;
        Version = version;
        if (encoded is null)
            IsRemoved = false;
        else if (_draft is { } draft && draft.Equals(encoded.Value))
            _draft = null;
    }

    /// <summary>Forgets the live value: the next access reads the baseline again.</summary>
    public void Discard()
    {
        Live = null;
        _draft = null;
        IsRemoved = false;
    }
}
