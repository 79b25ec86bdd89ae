using Tidemark.Graph.Tests.Golden;

namespace Tidemark.Graph.Tests.Schemas;

/// <summary>What a tree tells of itself without its values.</summary>
public sealed class OutlineTests
{
    private static readonly GraphPlan<Page> Plan = new GraphSerializer().PlanOf<Page>();

    [Fact]
    public void Names_types_counts_and_lengths_are_told_and_what_looks_alike_is_told_once()
    {
        var page = new Page { Title = "Ada's teapots", Visits = [12, 15, 19], Names = ["Ada", "Bob", "Clara"], Votes = { ["Ada"] = 5 } };
        page.Twin = page;

        Assert.Equal(
            """
            #1 Tidemark.Graph.Tests.Schemas.OutlineTests+Page
              Title: String(13)
              Visits: System.Int32[] (3)
                [0..2]: Int32
              Names: System.String[] (3)
                [0..1]: String(3)
                [2]: String(5)
              Votes: System.Collections.Generic.Dictionary`2[System.String,System.Int32] (1)
                [0] key: String(3)
                [0]: Int32
              Twin: #1

            """,
            Plan.Schema.Read(Plan.Encode(page)).Outline());
    }

    [Theory]
    [MemberData(nameof(GoldenFileTests.Files), MemberType = typeof(GoldenFileTests))]
    public void No_value_of_a_kept_payload_is_in_its_outline(string version, string name)
    {
        var root = GoldenFileTests.ReadKept(version, name, out var schema);
        var outline = root.Outline();

        var told = LeavesOf(root).Select(leaf => leaf.ToString().TrimEnd('\n')).Select(text => text.StartsWith('"') ? text : text[(text.IndexOf(' ') + 1)..])
            .Select(text => text.Trim('"'))
            .Where(text => text.Length > 3 && !$"{schema}".Contains(text, StringComparison.Ordinal));
        Assert.All(told, text => Assert.DoesNotContain(text, outline));
    }

    private static IEnumerable<GraphLeaf> LeavesOf(GraphNode root)
    {
        var open = new Stack<GraphNode>([root]);
        while (open.TryPop(out var node))
        {
            if (node is GraphLeaf leaf)
                yield return leaf;
            foreach (var part in PartsOf(node))
                open.Push(part);
        }
    }

    private static IEnumerable<GraphNode> PartsOf(GraphNode node) => node switch
    {
        GraphObject { Content: var content } value => value.Members.Select(member => member.Value).Concat(content is null ? [] : [content]),
        GraphSequence sequence => sequence.Elements,
        GraphEntries entries => entries.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        _ => [],
    };

    private sealed class Page
    {
        public string Title { get; set; } = "";

        public int[] Visits { get; set; } = [];

        public string[] Names { get; set; } = [];

        public Dictionary<string, int> Votes { get; } = [];

        public Page? Twin { get; set; }
    }
}
