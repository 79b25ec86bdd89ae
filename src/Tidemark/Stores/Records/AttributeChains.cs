namespace Tidemark.Stores;

/// <summary>All that a record has of an attribute: the end of its chain, and the version of its base. The chain itself is in rows.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="End">The end of its chain.</param>
/// <param name="Base">The session's version when its base was written.</param>
public readonly record struct AttributeChain(string Name, ChainEnd End, StateVersion Base);

/// <summary>The attributes of a session, in the order in which they came, as a value.</summary>
public sealed class AttributeChains
{
    // From here on a dictionary finds a name sooner.
    private const int Many = 24;

    private readonly AttributeChain[] _chains;
    private Dictionary<string, int>? _places;

    internal AttributeChains(AttributeChain[] chains) => _chains = chains;

    /// <summary>None.</summary>
    public static AttributeChains Empty { get; } = new([]);

    /// <summary>All of them.</summary>
    public ReadOnlySpan<AttributeChain> All => _chains;

    /// <summary>The chain of an attribute; null if the session has none of that name.</summary>
    public AttributeChain? Find(string name) => PlaceOf(name) is var place and >= 0 ? _chains[place] : null;

    /// <summary>The first patch of a commit that its attribute does not take; null if all fit.</summary>
    public PatchedValue? FindMisfit(IReadOnlyList<Difference> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        for (var number = 0; number < differences.Count; number++)
        {
            if (differences[number] is PatchedValue patch && (PlaceOf(patch.Name) is not (var place and >= 0) || !_chains[place].End.Takes(patch)))
                return patch;
        }

        return null;
    }

    /// <summary>The chains after a commit, and what becomes of rows.</summary>
    /// <param name="differences">What the commit applies; all patches fit.</param>
    /// <param name="version">The session's version with it.</param>
    /// <param name="rows">Gets a change for each difference that changes rows.</param>
    public AttributeChains Apply(IReadOnlyList<Difference> differences, StateVersion version, List<RowChange> rows)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentNullException.ThrowIfNull(rows);
        var (next, count, isThinned) = (_chains.AsSpan().ToArray(), _chains.Length, false);
        for (var number = 0; number < differences.Count; number++)
        {
            var place = PlaceOf(differences[number].Name);
            switch (differences[number])
            {
                case WholeValue whole:
                    rows.Add(new RowChange(RowChangeKind.Base, whole.Name, version, whole.Value, place < 0 ? 0 : _chains[place].End.Patches, default));
                    if (place < 0)
                        Room(ref next, place = count++, differences.Count - number);
                    next[place] = new AttributeChain(whole.Name, ChainEnd.OfBase(version, whole.Value.Length), version);
                    break;
                case PatchedValue patch:
                    var end = _chains[place].End.Append(patch, version);
                    rows.Add(new RowChange(RowChangeKind.Patch, patch.Name, version, patch.Patch, end.Patches, patch.On));
                    next[place] = _chains[place] with { End = end };
                    break;
                case var removal when place >= 0:
                    rows.Add(new RowChange(RowChangeKind.Gone, removal.Name, version, default, _chains[place].End.Patches, default));
                    next[place] = default;
                    isThinned = true;
                    break;
            }
        }

        if (isThinned)
            return new AttributeChains([.. next.Take(count).Where(chain => chain.Name is not null)]);
        return new AttributeChains(count == next.Length ? next : next[..count]);
    }

    /// <summary>The chains after a copy, and what becomes of rows; null if a patch does not fit.</summary>
    /// <param name="copies">The differences, each with the version that its attribute has with it.</param>
    /// <param name="rows">Gets a change for each difference that changes rows.</param>
    internal AttributeChains? Copy(IReadOnlyList<AttributeCopy> copies, List<RowChange> rows)
    {
        var chains = this;
        foreach (var (difference, version) in copies)
        {
            if (chains.FindMisfit([difference]) is not null)
                return null;
            chains = chains.Apply([difference], version, rows);
        }

        return chains;
    }

    private static void Room(ref AttributeChain[] chains, int place, int more)
    {
        if (place == chains.Length)
            Array.Resize(ref chains, place + more);
    }

    private int PlaceOf(string name)
    {
        if (_chains.Length >= Many)
        {
            var places = _places;
            if (places is null)
            {
                places = new Dictionary<string, int>(_chains.Length, StringComparer.Ordinal);
                for (var place = 0; place < _chains.Length; place++)
                    places[_chains[place].Name] = place;
                _places = places;
            }

            return places.GetValueOrDefault(name, -1);
        }

        for (var place = 0; place < _chains.Length; place++)
        {
            if (_chains[place].Name == name)
                return place;
        }

        return -1;
    }
}
