using System.Collections.Immutable;

namespace Tidemark.Graph.Tests.Compare;

/// <summary>Parts that a patch writes anew: small cases of what generated graphs find only now and then.</summary>
public sealed class PieceTests
{
    private readonly GraphSerializer _serializer = new();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void An_instance_in_a_part_that_is_written_anew_is_the_one_that_is_elsewhere(bool isBehind, bool isReferredTo)
    {
        // Made before the items, so that the part is written in the order of addresses: then nothing in it tells that an instance is met twice.
        var box = new Box();
        var shelf = new Shelf { Mine = new Item { Word = "shared" }, Yours = new Item { Word = "other" } };
        shelf.Again = isReferredTo ? shelf.Yours : null;
        box.Item = isBehind ? shelf.Yours : shelf.Mine;

        var copy = After(shelf, () => shelf.Box = box);

        Assert.Same(isBehind ? copy.Yours : copy.Mine, copy.Box!.Item);
        Assert.NotSame(copy.Mine, copy.Yours);
    }

    [Fact]
    public void An_instance_in_two_parts_that_are_written_anew_stays_one()
    {
        var (one, other) = (new Box(), new Box());
        var shelf = new Shelf { Mine = new Item { Word = "mine" } };
        one.Item = other.Item = new Item { Word = "new" };

        var copy = After(shelf, () => (shelf.Box, shelf.Other) = (one, other));

        Assert.Same(copy.Box!.Item, copy.Other!.Item);
    }

    [Fact]
    public void An_empty_slot_that_is_filled_from_elsewhere_refers_to_what_is_there()
    {
        var shelf = new Shelf { Yours = new Item { Word = "other" } };

        var copy = After(shelf, () => shelf.Again = shelf.Yours);

        Assert.Same(copy.Yours, copy.Again);
    }

    [Fact]
    public void A_zero_that_became_a_negative_one_is_another_element()
    {
        Assert.True(double.IsNegative(After(new HashSet<double> { 0.0, 1 }, set => Exchange(set, 0.0, -0.0)).Single(value => value == 0)));
        Assert.True(float.IsNegative(After(new SortedSet<float> { 0f, 1 }, set => Exchange(set, 0f, -0f)).Min));
        Assert.True(double.IsNegative(After(new Dictionary<double, int> { [0.0] = 1, [1] = 2 }, all => Exchange(all, 0.0, -0.0)).Keys.Min()));
        Assert.True(double.IsNegative(After(new SortedDictionary<double, int> { [0.0] = 1, [1] = 2 }, all => Exchange(all, 0.0, -0.0)).Keys.Min()));
        Assert.True(double.IsNegative(After(new Held { Set = [0.0, 1] }, held => held.Set = [-0.0, 1]).Set.Min()));
        Assert.Equal("1.00", After(new HashSet<decimal> { 1.0m }, set => Exchange(set, 1.0m, 1.00m)).Single().ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Entries_in_another_order_are_found_by_their_keys_though_some_came_went_and_changed()
    {
        var live = Enumerable.Range(0, 60).ToDictionary(i => new Key(i, new string('k', i % 5)), i => new Item { Number = i });
        var copy = After(live, all =>
        {
            var entries = all.Reverse().ToArray();
            all.Clear();
            foreach (var (key, item) in entries)
                all.Add(key, item);
            all.Remove(new Key(7, "kk"));
            all.Add(new Key(60, ""), new Item { Word = "came" });
            all[new Key(30, "")].Word = "changed";
        });

        Assert.Equal(
            live.Select(entry => $"{entry.Key}: {entry.Value.Number} {entry.Value.Word}").Order(StringComparer.Ordinal),
            copy.Select(entry => $"{entry.Key}: {entry.Value.Number} {entry.Value.Word}").Order(StringComparer.Ordinal));
    }

    private T After<T>(T live, Action<T> change) => After(live, () => change(live));

    // What another node makes of the change.
    private T After<T>(T live, Action change)
    {
        var plan = _serializer.PlanOf<T>();
        var baseline = plan.Encode(live);
        change();
        var found = plan.Compare(live, baseline);
        Assert.False(found.IsSame);
        Assert.False(plan.IsSame(live, baseline));
        var after = found.Patch?.Apply(baseline) ?? found.Whole!.Value.ToArray();
        Assert.True(plan.IsSame(live, after));
        return plan.Decode(after);
    }

    private static void Exchange<T>(ISet<T> set, T gone, T come)
    {
        set.Remove(gone);
        set.Add(come);
    }

    private static void Exchange<T>(IDictionary<T, int> all, T gone, T come)
    {
        all.Remove(gone);
        all.Add(come, 1);
    }

    private sealed class Shelf
    {
        public Item Mine { get; set; } = new();

        public Box? Box { get; set; }

        public Item Yours { get; set; } = new();

        public Box? Other { get; set; }

        public Item? Again { get; set; }
    }

    private sealed class Box
    {
        public Item? Item { get; set; }
    }

    private sealed class Item
    {
        public string? Word { get; set; }

        public int Number { get; set; }
    }

    private sealed class Held
    {
        public ImmutableHashSet<double> Set { get; set; } = [];
    }

    private sealed record Key(int Number, string Text);
}
