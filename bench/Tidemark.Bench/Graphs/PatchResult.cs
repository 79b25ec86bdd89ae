using System.Diagnostics;
using Tidemark.Bench.Models;
using Tidemark.Graph;

namespace Tidemark.Bench.Graphs;

/// <summary>How large patches are, made by the walk and by comparing bytes.</summary>
public sealed record PatchResult(string Name, int Value, int Walk, int Binary)
{
    public static IReadOnlyList<PatchResult> All() =>
    [
        Of("one field in a graph of 100 kB", Carts.WithLines(1_640), cart => cart.Lines[800].Quantity++),
        Of("one line inserted into the middle of 200", Carts.WithLines(200), cart => cart.Lines.Insert(100, NewLine())),
        Of("one line removed from the middle of 200", Carts.WithLines(200), cart => cart.Lines.RemoveAt(100)),
        Of("the last of 200 lines moved to the front", Carts.WithLines(200), MoveToFront),
        Of("every tenth of 200 quantities", Carts.WithLines(200), cart => cart.Lines.Where((_, i) => i % 10 == 0).ToList().ForEach(line => line.Quantity++)),
        Of("one word in a text of 5 kB", Profile.Visitor(), profile => profile.Biography = profile.Biography.Replace("1960", "sixty", StringComparison.Ordinal)),
        Of("one entry added to 40, one removed", Profile.Visitor(), ChangeSettings),
    ];

    /// <summary>What the inserted line takes by itself.</summary>
    public static int LineSize() => new GraphSerializer().PlanOf<CartLine>().Encode(NewLine()).Length - 10;

    private static PatchResult Of<T>(string name, T graph, Action<T> change)
    {
        var plan = new GraphSerializer().PlanOf<T>();
        var baseline = plan.Encode(graph);
        change(graph);
        var found = plan.Compare(graph, baseline);
        var value = plan.Encode(graph);
        var binary = BinaryComparison.Of(baseline, value) as BinaryComparison.Patched;
        if (found.Patch is not { } patch || binary is null || !plan.IsSame(graph, patch.Apply(baseline)) || !plan.IsSame(graph, binary.Patch.Apply(baseline)))
            throw new UnreachableException($"No patch: {name}.");
        return new PatchResult(name, value.Length, patch.Bytes.Length, binary.Patch.Bytes.Length);
    }

    private static CartLine NewLine() => new() { Sku = "TM-999-0001", Name = "Heron signal lamp, green", Quantity = 2, Price = 31.75m };

    private static void MoveToFront(Cart cart)
    {
        cart.Lines.Insert(0, cart.Lines[^1]);
        cart.Lines.RemoveAt(cart.Lines.Count - 1);
    }

    private static void ChangeSettings(Profile profile)
    {
        profile.Settings.Remove("setting.7");
        profile.Settings.Add("another.setting", "its value");
    }
}
