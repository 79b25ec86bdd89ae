using System.Text;
using Tidemark.Stores;

namespace Tidemark.Tests.Stores.Records;

/// <summary>What a record and rows, as a store has loaded them, say of a session's attributes.</summary>
public sealed class ChainAssemblyTests
{
    private static readonly byte[] Bytes = "bytes"u8.ToArray();

    [Fact]
    public void What_is_newer_than_a_node_knows_is_sent_and_the_rest_only_named()
    {
        var state = StateOf(
            known: 3,
            [Chain("all of it", 5, 1, 4), Chain("its end", 4, 1, 3), Chain("known", 3, 0, 3), Chain("newest", 5, 0, 5)],
            [Base("all of it", 4), Patch("all of it", 1, 5, 4), Patch("its end", 1, 4, 3), Base("newest", 5)]);

        Assert.Equal(["all of it", "its end", "newest"], state.Changed.Select(attribute => attribute.Name));
        Assert.Equal(["known"], state.Unchanged);
        Assert.Equal([5, 4, 5], state.Changed.Select(attribute => attribute.Version.Number));
        Assert.Equal([true, false, true], state.Changed.Select(attribute => attribute.Base is not null));
        Assert.Equal([1, 1, 0], state.Changed.Select(attribute => attribute.Patches.Count));
        Assert.All(state.Changed, attribute => Assert.Null(attribute.Fault));
    }

    [Fact]
    public void Rows_in_any_order_make_the_same()
    {
        AttributeChain[] chains = [Chain("a", 5, 2, 1), Chain("b", 4, 1, 3)];
        StoredRow[] rows = [Base("a", 1), Patch("a", 1, 2, 1), Patch("a", 2, 5, 2), Base("b", 3), Patch("b", 1, 4, 3)];
        for (var seed = 0; seed < 100; seed++)
        {
            new Random(seed).Shuffle(rows);
            var state = StateOf(known: 0, chains, rows);
            Assert.Equal([("a", 2), ("b", 1)], state.Changed.Select(attribute => (attribute.Name, attribute.Patches.Count)));
            Assert.Equal([2, 5, 4], state.Changed.SelectMany(attribute => attribute.Patches).Select(patch => patch.Version.Number));
            Assert.All(state.Changed, attribute => Assert.Null(attribute.Fault));
        }
    }

    [Fact]
    public void An_attribute_whose_rows_make_no_chain_is_a_fault_of_its_own_only()
    {
        StoredRow[][] broken =
        [
            [],
            [Patch("broken", 1, 2, 1), Patch("broken", 2, 3, 2)],
            [Base("broken", 1)],
            [Base("broken", 1), Patch("broken", 1, 2, 1)],
            [Base("broken", 1), Patch("broken", 2, 3, 2)],
            [Base("broken", 1), Patch("broken", 1, 2, 1), Patch("broken", 2, 3, 1)],
            [Base("broken", 2), Patch("broken", 1, 2, 1), Patch("broken", 2, 3, 2)],
            [Base("broken", 1), Patch("broken", 1, 3, 1)],
            [Base("broken", 1), Patch("broken", 1, 2, 1), Patch("broken", 1, 3, 2)],
        ];
        foreach (var rows in broken)
        {
            var state = StateOf(known: 0, [Chain("broken", 3, 2, 1), Chain("well", 4, 0, 4)], [.. rows, Base("well", 4)]);
            Assert.Equal([true, false], state.Changed.Select(attribute => attribute.Fault is not null));
            Assert.Equal([3, 4], state.Changed.Select(attribute => attribute.Version.Number));
        }
    }

    [Fact]
    public void Rows_of_which_the_record_knows_nothing_are_passed_over()
    {
        var state = StateOf(
            known: 0, [Chain("a", 2, 1, 1)], [Base("a", 1), Patch("a", 1, 2, 1), Patch("a", 2, 3, 2), Base("of nobody", 1)]);
        var attribute = Assert.Single(state.Changed);
        Assert.Equal((1, default(string)), (attribute.Patches.Count, attribute.Fault));
    }

    [Fact]
    public void What_is_too_long_is_told_of_its_attribute_only_be_it_a_base_or_a_patch()
    {
        var state = StateOf(
            known: 0,
            [Chain("base", 1, 0, 1), Chain("patch", 2, 1, 1), Chain("well", 3, 0, 3)],
            [Base("base", 1) with { TooLong = 1 }, Base("patch", 1), Patch("patch", 1, 2, 1) with { TooLong = 4_321 }, Base("well", 3)]);
        Assert.Equal([1, 2, 3], state.Changed.Select(attribute => attribute.Version.Number));
        Assert.Contains("takes 1 bytes", state.Changed[0].Fault);
        Assert.Contains("takes 4321 bytes", state.Changed[1].Fault);
        Assert.Null(state.Changed[2].Fault);
        Assert.Equal("bytes", Encoding.UTF8.GetString(state.Changed[2].Base!.Bytes.Span));
    }

    private static AttributeChain Chain(string name, long version, int patches, long start) =>
        new(name, new ChainEnd(new StateVersion(version), Bytes.Length, patches), new StateVersion(start));

    private static StoredRow Base(string name, long version) => new(name, 0, new StateVersion(version), default, Bytes);

    private static StoredRow Patch(string name, int number, long version, long on) =>
        new(name, number, new StateVersion(version), new StateVersion(on), Bytes);

    private static PrimaryState StateOf(long known, AttributeChain[] chains, StoredRow[] rows) => ChainAssembly.Of(
        new PrimaryRecord(
            new StateVersion(5), Draw.Now, new Lifetime(TimeSpan.FromHours(1), TimeSpan.MaxValue), Draw.Now, LeaseToken.None, null, LeaseQueue.Empty, [])
        {
            Chains = new AttributeChains(chains),
        },
        new StateVersion(known),
        rows,
        Draw.Now);
}
