using Tidemark.Bench.HandWritten;
using Tidemark.Bench.Models;

namespace Tidemark.Bench.Graphs;

/// <summary>The graphs of the goals.</summary>
public static class GraphCases
{
    public static IReadOnlyList<GraphCase> All { get; } =
    [
        new GraphCase<Cart>("cart of 10 lines", () => Carts.WithLines(10), cart => cart.Lines[5].Quantity++, new CartByHand(), GraphJson.Default.Cart),
        new GraphCase<Cart>("cart of 200 lines", () => Carts.WithLines(200), cart => cart.Lines[100].Quantity++, new CartByHand(), GraphJson.Default.Cart),
        new GraphCase<Page>("tree of 1,000 nodes, 250 deep", Page.Tree, ChangeHalfDown, new PageByHand(), GraphJson.Default.Page),
        new GraphCase<Dictionary<string, CartLine>>(
            "dictionary of 500",
            () => Carts.WithLines(500).Lines.Select((line, i) => (line, i)).ToDictionary(pair => $"{pair.line.Sku}/{pair.i}", pair => pair.line),
            entries => entries.ElementAt(250).Value.Quantity++,
            new LinesByHand(),
            GraphJson.Default.DictionaryStringCartLine),
        new GraphCase<double[]>(
            "array of 10,000 doubles",
            () => [.. Enumerable.Range(0, 10_000).Select(i => Math.Sqrt(i))],
            numbers => numbers[5_000]++,
            new NumbersByHand(),
            GraphJson.Default.DoubleArray),
        new GraphCase<Member>(
            "cyclic graph of 111 members",
            Member.Organisation,
            head => head.Reports[5].Reports[5].Grade++,
            new MemberByHand(),
            CyclicJson.Default.Member),
        new GraphCase<Profile>(
            "profile, mostly text",
            Profile.Visitor,
            profile => profile.Settings["setting.20"] += "!",
            new ProfileByHand(),
            GraphJson.Default.Profile),
    ];

    private static void ChangeHalfDown(Page page)
    {
        for (var level = 0; level < 125; level++)
            page = page.Children[0];
        page.Visits++;
    }
}
