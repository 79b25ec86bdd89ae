namespace Tidemark.Stores;

/// <summary>
/// Puts rows together to chains, as far as a node does not know them. Rows that make no chain make an attribute that cannot be read: damage costs one
/// attribute.
/// </summary>
internal static class ChainAssembly
{
    /// <summary>A session as an answer.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="known">The version that the node knows.</param>
    /// <param name="rows">The rows that are newer.</param>
    /// <param name="now">The store's clock.</param>
    public static PrimaryState Of(PrimaryRecord record, StateVersion known, IReadOnlyList<StoredRow> rows, DateTimeOffset now)
    {
        if (record.Version == known)
            return record.ToState(now, [], NamesOf(record.Chains));
        var (changed, unchanged) = (new List<StoredAttribute>(), new List<string>());
        if (FindPlaces(rows) is not { } places)
        {
            rows = [.. rows.OrderBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Number).DistinctBy(row => (row.Name, row.Number))];
            places = FindPlaces(rows)!;
        }

        foreach (var chain in record.Chains.All)
        {
            if (chain.End.Version <= known)
                unchanged.Add(chain.Name);
            else
                changed.Add(Attribute(chain, known, rows, places.GetValueOrDefault(chain.Name)));
        }

        return record.ToState(now, changed, unchanged);
    }

    private static string[] NamesOf(AttributeChains chains)
    {
        var names = new string[chains.All.Length];
        for (var place = 0; place < names.Length; place++)
            names[place] = chains.All[place].Name;
        return names;
    }

    // Where the rows of each attribute are; null if they are not one after the other.
    private static Dictionary<string, (int First, int Count)>? FindPlaces(IReadOnlyList<StoredRow> rows)
    {
        var places = new Dictionary<string, (int First, int Count)>(StringComparer.Ordinal);
        for (var place = 0; place < rows.Count; place++)
        {
            if (!places.TryGetValue(rows[place].Name, out var found))
                places[rows[place].Name] = (place, 1);
            else if (found.First + found.Count == place && rows[place].Number > rows[place - 1].Number)
                places[rows[place].Name] = (found.First, found.Count + 1);
            else
                return null;
        }

        return places;
    }

    private static StoredAttribute Attribute(AttributeChain chain, StateVersion known, IReadOnlyList<StoredRow> rows, (int First, int Count) place)
    {
        var isWhole = chain.Base > known;
        ChainStart? start = null;
        var patches = new List<StoredPatch>(place.Count);
        var (at, number) = (chain.Base, 0);
        for (var i = place.First; i < place.First + place.Count; i++)
        {
            var row = rows[i];
            if (row.TooLong > 0)
                return ValueLimit.TooLong(chain.Name, chain.End.Version, row.TooLong);
            if (row.Number == 0)
            {
                if (isWhole && (row.Version == chain.Base || row.Version == StoredRow.AsRecorded))
                    start = new ChainStart(chain.Base, row.Bytes);
                continue;
            }

            // What a change left behind that is not the record's is passed over.
            if (row.Version > chain.End.Version || row.Version <= known || row.Number > chain.End.Patches)
                continue;
            var follows = patches.Count == 0 ? (isWhole ? row.Number == 1 && row.On == chain.Base : row.On <= known) : row.Number == number + 1 && row.On == at;
            if (!follows)
                return Broken(chain);
            patches.Add(new StoredPatch(row.Version, row.On, row.Bytes));
            (at, number) = (row.Version, row.Number);
        }

        if (isWhole && start is null)
            return new StoredAttribute(chain.Name, chain.End.Version, null, []) { Fault = "The store has patches of it, and no base." };
        return at == chain.End.Version && number == chain.End.Patches
            ? new StoredAttribute(chain.Name, chain.End.Version, start, [.. patches])
            : Broken(chain);
    }

    private static StoredAttribute Broken(AttributeChain chain) =>
        new(chain.Name, chain.End.Version, null, []) { Fault = "The store lacks patches of it." };
}
