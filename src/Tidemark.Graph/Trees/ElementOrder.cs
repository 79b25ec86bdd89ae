using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Trees;

/// <summary>Which collections are the same in another order. Sorted ones are: builds may sort differently, and what they hold says how.</summary>
internal static class ElementOrder
{
    private static readonly string[] Kept = ["System.Collections.Generic.OrderedDictionary`2", "System.Text.Json.Nodes.JsonObject"];

    public static bool IsFree(Form form) => form.Layout switch
    {
        Layout.Set or Layout.MadeSet or Layout.MadeEntries => true,
        Layout.Entries => !Kept.Contains(TypeName.Open(form.Name), StringComparer.Ordinal),
        Layout.Sequence => TypeName.Open(form.Name) == "System.Collections.Concurrent.ConcurrentBag`1",
        _ => false,
    };
}
