using System.Collections;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.Laws;

/// <summary>Graphs around two collections of one family and one type of keys, which may share keys.</summary>
internal abstract class KeyedGraphs
{
    /// <summary>Makes a graph, changes it, and tells what went wrong; null if nothing did.</summary>
    public abstract string? FaultOf(Random random, Tally? tally = null);
}

/// <inheritdoc/>
internal sealed class KeyedGraphs<TCollection, TKey>(Adapter adapter, ItemOrder order) : KeyedGraphs where TKey : IKey<TKey>
{
    private const int FlagsAt = 1;

    private static readonly string?[] Names = ["", "a", "A", "b", "B", "c", "long enough to be compared by vectors", null];

    private readonly GraphPlan<Shelf> _plan = new GraphSerializer(new GraphOptions { KnownTypes = { typeof(TKey) } }).PlanOf<Shelf>();

    public override string? FaultOf(Random random, Tally? tally = null)
    {
        var shelf = new Shelf { Note = random.Next(3) };
        var keys = Enumerable.Range(0, random.Next(1, 7)).Select(_ => TKey.Of(Draw(random))).ToArray();
        shelf.One = Make(keys, random);
        if (random.Next(2) == 0)
            shelf.Other = Make([.. keys.Where(_ => random.Next(2) == 0)], random);
        if (random.Next(3) == 0)
            shelf.All.AddRange(keys);
        if (random.Next(4) == 0)
            Change(shelf, keys, random);
        tally ??= new Tally();
        tally.Total++;
        if (!TryEncode(shelf, out var baseline, out var fault))
        {
            tally.Refused++;
            return fault;
        }

        for (var round = 0; round < 3; round++)
        {
            if (CountFault(shelf, baseline) is { } lost)
                return $"round {round}: {lost}";
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                Change(shelf, keys, random);
            if (!TryCompare(shelf, ref baseline, tally, out fault))
                return fault is null ? null : $"round {round}: {fault}";
        }

        return null;
    }

    private static KeyParts Draw(Random random) => new(Names[random.Next(Names.Length)], random.Next(3), random.Next(2));

    private TCollection Make(IReadOnlyList<TKey> keys, Random random)
    {
        var items = new List<object?>();
        foreach (var key in keys)
        {
            try
            {
                // Not every rule bears every key: what a live collection does not take is not in it.
                Fill([.. items, ItemOf(key, random)]);
                items.Add(ItemOf(key, random));
            }
            catch (Exception)
            {
                continue;
            }
        }

        return Fill(items);
    }

    private TCollection Fill(IReadOnlyList<object?> items)
    {
        if (adapter.Create(items.Count, 0) is not { } made)
            return (TCollection)adapter.Make(items, 0);
        adapter.Fill(made, items);
        return (TCollection)made;
    }

    private object ItemOf(TKey key, Random random) =>
        adapter.Element == typeof(TKey) ? key :
        adapter.Element == typeof((string, TKey)) ? ($"{random.Next(3)}", key) :
        adapter.Element == typeof(KeyValuePair<object, object?>) ? KeyValuePair.Create((object)key, (object?)$"{random.Next(3)}") :
        KeyValuePair.Create(key, $"{random.Next(3)}");

    private static string TextOf(object? item) => item switch
    {
        TKey key => PartsOf(key),
        null => "none",
        ValueTuple<string, TKey> pair => $"{pair.Item1}:{PartsOf(pair.Item2)}",
        KeyValuePair<TKey, string> pair => $"{PartsOf(pair.Key)}:{pair.Value}",
        KeyValuePair<object, object?> pair => $"{PartsOf((TKey)pair.Key)}:{pair.Value}",
        _ => "?",
    };

    // A rule that throws halfway through a change may leave a hole in a live queue.
    private static string PartsOf(TKey? key) => key is null ? "none" : $"{key.Parts.Name ?? "null"}/{key.Parts.Number}";

    private void Change(Shelf shelf, TKey[] keys, Random random)
    {
        var at = random.Next(keys.Length);
        switch (random.Next(6))
        {
            case 0:
                shelf.Note++;
                break;
            case 1:
                keys[at] = keys[at].Changed(Draw(random));
                break;
            case 2 when adapter.Create(0, 0) is null:
                shelf.One = Make([.. keys.Where(_ => random.Next(3) > 0)], random);
                break;
            case 3 when adapter.Create(0, 0) is null:
                shelf.One = Make([TKey.Of(Draw(random)), .. keys], random);
                break;
            case 2:
                Try(() => adapter.Remove(shelf.One!, random.Next(Math.Max(1, adapter.Read(shelf.One!)!.Length))));
                break;
            default:
                Try(() => adapter.Insert(shelf.One!, adapter.Read(shelf.One!)!.Length, ItemOf(TKey.Of(Draw(random)), random)));
                break;
        }
    }

    // What a user's own rule, or a collection whose keys were changed behind it, does not bear, does not happen.
    private static void Try(Action change)
    {
        try
        {
            change();
        }
        catch (Exception)
        {
            return;
        }
    }

    private bool TryEncode(Shelf shelf, out byte[] bytes, out string? fault)
    {
        (bytes, fault) = ([], null);
        try
        {
            bytes = _plan.Encode(shelf);
            return true;
        }
        catch (GraphException refused)
        {
            fault = FaultOf(refused);
            return false;
        }
    }

    private bool TryCompare(Shelf shelf, ref byte[] baseline, Tally tally, out string? fault)
    {
        fault = null;
        GraphComparison found;
        tally.Total++;
        try
        {
            found = _plan.Compare(shelf, baseline);
        }
        catch (GraphException refused)
        {
            tally.Refused++;
            fault = FaultOf(refused);
            return false;
        }

        tally.Same += found.IsSame ? 1 : 0;
        tally.Patched += found.Patch is null ? 0 : 1;
        fault = TreeFault(shelf, baseline, found.IsSame);
        if (fault is not null)
            return false;
        if (!found.IsSame)
            baseline = found.Patch?.Apply(baseline) ?? found.Whole!.Value.ToArray();
        fault = PatchFault(shelf, baseline);
        return fault is null;
    }

    // Sorted keys that were changed where they are stand in another order than their own. To a tree that is none.
    private string? TreeFault(Shelf shelf, byte[] baseline, bool isSame)
    {
        if (!TryEncode(shelf, out var encoded, out _))
            return null;
        var found = GraphTreeComparison.Of(_plan.Schema.Read(baseline), _plan.Schema.Read(encoded));
        if (found.IsSame == isSame || (found.IsSame && (order == ItemOrder.Sorted || IsGuessed)))
            return null;
        return $"as trees {(found.IsSame ? "the same" : $"they differ at <{string.Join("> <", found.Changes)}>")}";
    }

    private string? PatchFault(Shelf shelf, byte[] patched)
    {
        if (!TryEncode(shelf, out var encoded, out _))
            return "compare accepts what encode refuses";

        // That something refers back stays said where nothing does any more.
        encoded[FlagsAt] = patched[FlagsAt];
        if (order != ItemOrder.Any && !encoded.AsSpan().SequenceEqual(patched))
            return $"patched is {Convert.ToHexString(patched)}, encoded {Convert.ToHexString(encoded)}";
        if (patched.Length != encoded.Length)
            return $"patched has {patched.Length} bytes, encoded {encoded.Length}";
        return _plan.Compare(shelf, patched).FirstDifference is { } path && !IsGuessed ? $"the live graph differs from the patched at <{path}>" : null;
    }

    // Keys that are objects may be paired wrongly, if their content is the same: then the graph counts as changed.
    private bool IsGuessed => !typeof(TKey).IsValueType && order == ItemOrder.Any;

    private string? CountFault(Shelf shelf, byte[] bytes)
    {
        Shelf copy;
        try
        {
            copy = _plan.Decode(bytes);
        }
        catch (GraphFormatException damage)
        {
            return $"accepted, and not readable: {damage.Message}";
        }

        foreach (var (live, read) in (ReadOnlySpan<(TCollection?, TCollection?)>)[(shelf.One, copy.One), (shelf.Other, copy.Other)])
        {
            var (texts, others) = (Texts(live).ToArray(), Texts(read).ToArray());

            // A rule that threw halfway through a change left the live collection broken: it does not have as many elements as it says.
            if (live is ICollection { Count: var count } && count != texts.Length)
                return null;
            if (!texts.SequenceEqual(others))
                return $"live [{string.Join(", ", texts)}], read [{string.Join(", ", others)}]";
        }

        return null;
    }

    private IEnumerable<string> Texts(TCollection? collection) =>
        collection is null ? [] : adapter.Read(collection)!.Select(TextOf).Order(StringComparer.Ordinal);

    private static string? FaultOf(GraphException refused) =>
        refused.Path is "One" or "Other" && refused.Message.Contains("add it again", StringComparison.Ordinal) && refused.InnerException is not null
            ? null
            : $"a refusal that does not say where, why and what to do: {refused}";

    private sealed class Shelf
    {
        public int Note { get; set; }

        public List<TKey> All { get; } = [];

        public TCollection? One { get; set; }

        public TCollection? Other { get; set; }
    }
}
