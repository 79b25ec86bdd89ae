using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// The order of collections that are sorted by an enum, or are a heap by one: it changes with the numbers. A sorted row is a heap too.
/// </summary>
internal static class EnumOrder
{
    private static readonly HashSet<string> Sorted = new(
        new[]
        {
            typeof(SortedSet<>), typeof(SortedList<,>), typeof(SortedDictionary<,>), typeof(System.Collections.Immutable.ImmutableSortedSet<>),
            typeof(System.Collections.Immutable.ImmutableSortedDictionary<,>),
        }.Select(type => type.FullName!),
        StringComparer.Ordinal);

    public static IReadOnlyList<GraphNode> Of(Form form, IReadOnlyList<GraphNode> elements, EnumMaps enums)
    {
        if (form.Part.Layout != Layout.Enum || !IsSorted(form))
            return elements;
        var keys = elements.Select(element => KeyOf(element, form.Part, enums)).ToArray();
        return IsInOrder(keys) ? elements : [.. Enumerable.Range(0, keys.Length).OrderBy(i => keys[i]).Select(i => elements[i])];
    }

    public static IReadOnlyList<GraphEntry> Of(Form form, IReadOnlyList<GraphEntry> entries, EnumMaps enums)
    {
        var isHeap = FormChoice.IsHeap(form);
        var key = form.Parts[isHeap ? 1 : 0];
        if (key.Layout != Layout.Enum || (!isHeap && !IsSorted(form)))
            return entries;
        var keys = entries.Select(entry => KeyOf(isHeap ? entry.Value : entry.Key, key, enums)).ToArray();
        return isHeap ? AsHeap(entries, keys) : IsInOrder(keys) ? entries : Ordered(entries, keys);
    }

    private static bool IsSorted(Form form) => Sorted.Contains(TypeName.Open(form.Name));

    // What cannot be told is refused when it is written.
    private static Int128 KeyOf(GraphNode node, Form form, EnumMaps enums) =>
        node.Target is GraphLeaf leaf && enums.Convert(leaf, form) is { } number && NumberConversion.Convert(number, typeof(Int128)) is Int128 key ? key : 0;

    private static bool IsInOrder(Int128[] keys)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i - 1] > keys[i])
                return false;
        }

        return true;
    }

    // The framework's heap has four children to a node. One that is a heap already stays as it is.
    private static IReadOnlyList<GraphEntry> AsHeap(IReadOnlyList<GraphEntry> entries, Int128[] keys)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[(i - 1) / 4] > keys[i])
                return Ordered(entries, keys);
        }

        return entries;
    }

    private static GraphEntry[] Ordered(IReadOnlyList<GraphEntry> entries, Int128[] keys) =>
        [.. Enumerable.Range(0, keys.Length).OrderBy(i => keys[i]).Select(i => entries[i])];
}
