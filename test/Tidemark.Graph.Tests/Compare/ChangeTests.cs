using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Compare;

/// <summary>What one walk tells of a change: which paths, and how small a patch.</summary>
public sealed class ChangeTests
{
    [Fact]
    public void Each_member_that_changed_has_its_path() => Told(
        new Tree { Name = new string('x', 200), Left = new Tree { Name = "a" }, Right = new Tree { Name = "b", Weight = 1 } },
        tree =>
        {
            tree.Weight = 7;
            tree.Left!.Name = "aa";
            tree.Right!.Weight = 2;
            tree.Right.Left = new Tree();
        },
        40,
        "Weight", "Left.Name", "Right.Weight", "Right.Left");

    [Fact]
    public void One_field_in_a_large_graph_is_a_few_bytes() =>
        Told(Lines(2000), lines => lines[1234].Weight++, 24, "[1234].Weight");

    [Fact]
    public void Many_scattered_changes_are_as_many_splices() => Told(
        Lines(200),
        lines => lines.Where((_, i) => i % 50 == 7).ToList().ForEach(line => line.Weight = -1),
        60,
        "[7].Weight", "[57].Weight", "[107].Weight", "[157].Weight");

    [Fact]
    public void A_line_inserted_in_the_middle_costs_little_more_than_the_line() =>
        Told(Lines(200), lines => lines.Insert(100, new Tree { Name = new string('x', 50) }), 50 + 40, "");

    [Fact]
    public void A_line_removed_from_the_middle_costs_next_to_nothing() => Told(Lines(200), lines => lines.RemoveAt(100), 20, "");

    [Fact]
    public void A_line_moved_to_the_front_costs_next_to_nothing() => Told(
        Lines(200),
        lines =>
        {
            lines.Insert(0, lines[150]);
            lines.RemoveAt(151);
        },
        400);

    [Fact]
    public void A_line_changed_and_another_inserted_behind_it_costs_little() => Told(
        Lines(200),
        lines =>
        {
            lines[10].Name = "changed";
            lines.Insert(150, new Tree { Name = "new" });
        },
        120,
        "");

    [Fact]
    public void An_entry_of_a_dictionary_that_came_or_went_costs_little_more_than_the_entry() => Told(
        Enumerable.Range(0, 500).ToDictionary(i => $"key {i}", i => new Tree { Weight = i }),
        entries =>
        {
            entries.Remove("key 100");
            entries.Remove("key 400");
            entries["another key"] = new Tree { Name = "another" };
            entries["key 250"].Weight = -1;
        },
        100,
        "", "[250].Weight");

    [Fact]
    public void A_value_in_an_ordered_dictionary_is_told_by_its_place() => Told(
        new OrderedDictionary<string, Tree>(Enumerable.Range(0, 20).Select(i => KeyValuePair.Create($"key {i}", new Tree { Weight = i }))),
        entries => entries["key 7"].Weight = -1,
        24,
        "[7].Weight");

    [Fact]
    public void An_element_of_a_set_that_came_or_went_costs_little_more_than_the_element() => Told(
        Enumerable.Range(0, 500).Select(i => $"element {i}").ToHashSet(),
        elements =>
        {
            elements.Remove("element 100");
            elements.Add("another");
        },
        40,
        "");

    [Fact]
    public void A_word_in_the_middle_of_a_long_string_costs_little_more_than_the_word() => Told(
        new Tree { Name = string.Join(' ', Enumerable.Range(0, 500)) },
        tree => tree.Name = tree.Name!.Replace(" 250 ", " two hundred and fifty ", StringComparison.Ordinal),
        80,
        "Name");

    [Fact]
    public void Numbers_that_changed_in_an_array_cost_their_bytes() => Told(
        Enumerable.Range(0, 10_000).Select(i => (double)i).ToArray(),
        numbers => numbers[5000] = numbers[9000] = double.NaN,
        40,
        "[5000]", "[9000]");

    [Fact]
    public void A_subtree_that_is_gone_costs_next_to_nothing() => Told(
        new Tree { Left = Chain(40), Right = new Tree { Name = "stays" } }, tree => tree.Left = null, 20, "Left");

    [Fact]
    public void A_reference_to_another_instance_is_a_change_of_its_own()
    {
        var shared = new Tree { Name = "shared" };
        var name = new string('x', 200);
        Told(new Tree { Name = name, Left = shared, Right = new Tree { Name = "shared" } }, tree => tree.Right = tree.Left, 20, "Right");
        Told(new Tree { Name = name, Left = shared, Right = shared }, tree => tree.Right = new Tree { Name = "shared" }, 40, "Right");
    }

    [Fact]
    public void A_shared_instance_that_moved_is_still_shared()
    {
        var shared = new Tree { Name = "shared" };
        Told(
            Lines(20).Append(new Tree { Left = shared }).Append(new Tree { Left = shared }).ToList(),
            trees => trees.Insert(0, new Tree { Right = shared }),
            80);
    }

    [Fact]
    public void A_change_deep_in_a_chain_is_told() => Told(Chain(1000), chain => Last(chain).Weight = 1, 24);

    [Fact]
    public void A_chain_that_grows_by_commits_can_be_read_for_ever()
    {
        var plan = new GraphSerializer().PlanOf<Tree>();
        var chain = new Tree();
        var last = chain;
        var baseline = plan.Encode(chain);
        for (var i = 0; i < 600; i++)
        {
            last = last.Left = new Tree { Weight = i };
            baseline = After(plan.Compare(chain, baseline), baseline);
        }

        Assert.True(plan.IsSame(chain, baseline));
        Assert.Equal(599, Last(plan.Decode(baseline)).Weight);
    }

    [Fact]
    public void What_changed_by_more_than_half_is_told_whole()
    {
        var plan = new GraphSerializer().PlanOf<Tree>();
        var baseline = plan.Encode(new Tree { Name = new string('a', 500) });
        var live = new Tree { Name = new string('b', 500) };

        var found = plan.Compare(live, baseline);

        Assert.Null(found.Patch);
        Assert.Equal(plan.Encode(live), found.Whole!.Value.ToArray());
        Assert.Equal(["Name"], found.Changes);
    }

    [Fact]
    public void At_most_64_paths_are_told()
    {
        var plan = new GraphSerializer().PlanOf<List<Tree>>();
        var lines = Lines(200);
        var baseline = plan.Encode(lines);
        lines.ForEach(line => line.Weight = -1);

        var found = plan.Compare(lines, baseline);

        Assert.Equal(Enumerable.Range(0, 64).Select(i => $"[{i}].Weight"), found.Changes);
        Assert.True(plan.IsSame(lines, After(found, baseline)));
    }

    private static void Told<T>(T graph, Action<T> change, int atMost, params string[] paths)
    {
        var plan = new GraphSerializer().PlanOf<T>();
        var baseline = plan.Encode(graph);
        change(graph);

        var found = plan.Compare(graph, baseline);

        Assert.NotNull(found.Patch);
        Assert.InRange(found.Patch.Bytes.Length, 1, atMost);
        if (paths.Length > 0)
            Assert.Equal(paths, found.Changes);
        var after = found.Patch.Apply(baseline);
        Assert.True(plan.IsSame(graph, after));
        Assert.True(plan.IsSame(plan.Decode(after), plan.Encode(plan.Decode(after))));

        // Only patches that were made by comparing encoded bytes bear a fingerprint.
        Assert.Equal(0, found.Patch.Bytes.Span[0] & 0x80);
    }

    private static byte[] After(GraphComparison found, byte[] baseline) => found.Patch?.Apply(baseline) ?? found.Whole!.Value.ToArray();

    private static List<Tree> Lines(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Tree { Name = $"line {i} of {count}, {i * 7919 % 1000}", Weight = i })];

    private static Tree Chain(int length)
    {
        var chain = new Tree();
        for (var i = 1; i < length; i++)
            chain = new Tree { Left = chain };
        return chain;
    }

    private static Tree Last(Tree chain)
    {
        while (chain.Left is { } next)
            chain = next;
        return chain;
    }
}
