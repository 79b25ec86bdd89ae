using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// What the store has of one attribute: the baseline. Never changed, only replaced, so that anybody may read it at any time. Patches are
/// applied when somebody wants the bytes: an attribute that nobody touches costs nothing.
/// </summary>
internal sealed class StoredValue
{
    // Replaced by its own result once it is put together. Two threads may do so at once, and make the same.
    private volatile StoredContent _content;
    private volatile string? _fault;

    // The decoded value of an immutable type, which all requests may share.
    private LiveValue? _decoded;

    private StoredValue(StoredContent content, StateVersion version, ChainMeasure chain, string? fault)
    {
        (_content, Version, Chain, _fault) = (content, version, chain, fault);
        Length = content.Length;
    }

    /// <summary>The session's version when the attribute last changed.</summary>
    public StateVersion Version { get; }

    /// <summary>How long the store's chain is.</summary>
    public ChainMeasure Chain { get; }

    /// <summary>How many bytes the value has, as its last patch tells.</summary>
    public int Length { get; }

    /// <summary>Whether the chain turned out not to make a value.</summary>
    public bool IsBroken => _fault is not null;

    /// <summary>The whole value.</summary>
    /// <exception cref="BrokenChainException">The chain does not make one.</exception>
    public ReadOnlyMemory<byte> Bytes => _content is { Patches.Length: 0 } whole && _fault is null ? whole.Base : PutTogether();

    public static StoredValue Of(ReadOnlyMemory<byte> bytes, StateVersion version) =>
        new(new StoredContent(bytes, []), version, ChainMeasure.OfBase(bytes.Length), null);

    /// <summary>What a store answered, with what this node has of it already.</summary>
    /// <param name="attribute">A chain, or the end of one.</param>
    /// <param name="known">What this node has; null for nothing.</param>
    /// <param name="longest">How long a value can be that a node of this application has stored: a small patch can ask for a huge one.</param>
    public static StoredValue Read(StoredAttribute attribute, StoredValue? known, int longest)
    {
        if (attribute.Fault is { } given)
            return new StoredValue(new StoredContent(default, []), attribute.Version, default, given);
        var start = attribute.Base is { } @base ? Of(@base.Bytes, @base.Version) : known;
        if (start is null)
            return new StoredValue(new StoredContent(default, []), attribute.Version, default, "The store sent patches and no base for them.");
        var read = start.Append(attribute.Patches, Math.Max(longest, start.Length));
        return read.Version == attribute.Version || read.IsBroken
            ? read
            : read.Broken(attribute.Version, $"The patches that the store sent end at {read.Version}, and the attribute is at {attribute.Version}.");
    }

    /// <summary>With patches at the end of the chain.</summary>
    public StoredValue Append(IReadOnlyList<StoredPatch> patches, int longest)
    {
        if (patches.Count == 0)
            return this;
        var (content, version, chain) = (_content, Version, Chain);
        foreach (var stored in patches)
        {
            if (stored.On != version)
                return Broken(patches[^1].Version, $"A patch is for the attribute at {stored.On}, and it is at {version}.");
            if (!content.TryAppend(stored.Bytes, longest, out var fault, out content))
                return Broken(patches[^1].Version, fault);
            (version, chain) = (stored.Version, chain.Append(stored.Bytes.Length));
        }

        return new StoredValue(content, version, chain, _fault);
    }

    /// <summary>With a patch of this node at the end of the chain, when it is known what that makes.</summary>
    public StoredValue Append(int patchLength, StateVersion version, ReadOnlyMemory<byte> bytes) =>
        new(new StoredContent(bytes, []), version, Chain.Append(patchLength), null);

    /// <summary>Whether a live graph is the same. It is not if this is broken.</summary>
    public bool IsSame(LiveValue live) => TryRead(out var bytes) && live.IsSameAs(bytes.Span);

    public bool TryRead(out ReadOnlyMemory<byte> bytes)
    {
        try
        {
            bytes = Bytes;
            return true;
        }
        catch (BrokenChainException)
        {
            bytes = default;
            return false;
        }
    }

    /// <summary>The value as an object: the same one for all if its type is immutable, else a new one each time.</summary>
    public LiveValue<T> Open<T>(AttributeForms forms, string attribute)
    {
        if (_decoded is LiveValue<T> decoded)
            return decoded;
        var form = forms.Of<T>(attribute);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var opened = AttributeFaults.Open(form, attribute, this);
        opened.Made(Length, GC.GetAllocatedBytesForCurrentThread() - before);
        if (form.IsImmutable)
            _decoded = opened;
        return opened;
    }

    private StoredValue Broken(StateVersion version, string fault) => new(_content, version, Chain, fault);

    private ReadOnlyMemory<byte> PutTogether()
    {
        if (_fault is { } fault)
            throw new BrokenChainException(fault);
        var content = _content;
        try
        {
            var bytes = Patch.ApplyAll(content.Base.Span, content.Patches);
            _content = new StoredContent(bytes, []);
            return bytes;
        }
        catch (GraphFormatException misfit)
        {
            _fault = misfit.Message;
            throw new BrokenChainException(misfit.Message, misfit);
        }
    }
}
