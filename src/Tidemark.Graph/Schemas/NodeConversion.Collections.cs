using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

internal sealed partial class NodeConversion
{
    private GraphSequence Sequence(GraphSequence from, Form to, NodeStep? path, bool carried)
    {
        var sequence = new GraphSequence(to) { Lengths = from.Lengths, Head = HeadFor(from.Head, from.Form!, to) };
        if (from.Elements is PackedElements packed && IsSameLeaf(packed.Element, to.Part) && !BecomesSet(from, to))
        {
            sequence.Elements = packed.As(to.Part);
            return sequence;
        }

        _inside.Enqueue(() =>
        {
            var elements = new List<GraphNode>(from.Elements.Count);
            foreach (var element in from.Elements)
                elements.Add(Convert(element, to.Part, new NodeStep(path, null, elements.Count), carried));
            sequence.Elements = BecomesSet(from, to) || (IsSet(to) && to.Part.Layout == Layout.Enum) ? [.. elements.DistinctBy(ValueOf)] : elements;
        });
        return sequence;
    }

    private GraphEntries Entries(GraphEntries from, Form to, NodeStep? path, bool carried)
    {
        var entries = new GraphEntries(to) { Head = HeadFor(from.Head, from.Form!, to) };
        _inside.Enqueue(() =>
        {
            var converted = new List<GraphEntry>(from.Entries.Count);
            foreach (var (key, value) in from.Entries)
            {
                var step = new NodeStep(path, null, converted.Count);
                converted.Add(to.Layout == Layout.Names
                    ? new GraphEntry(key, value)
                    : new GraphEntry(Convert(key, to.Parts[0], step, carried), Convert(value, to.Parts[1], step, carried)));
            }

            if (IsKeyedByEnum(to) && converted.DistinctBy(entry => ValueOf(entry.Key)).Count() != converted.Count)
                throw EnumFaults.SameKey(from.Form!.Parts[0], to.Parts[0], path, resolution);
            entries.Entries = converted;
        });
        return entries;
    }

    private bool IsSameLeaf(Form from, Form to)
    {
        if (to.FixedSize == 0 || from.Codec?.Type != to.Codec?.Type)
            return false;
        if (to.Layout != Layout.Enum)
            return true;
        return from.Layout == Layout.Enum && _enums.Of(from, to).IsIdentity && (resolution.OwnOf(to) is not { } own || _enums.Of(from, own).IsIdentity);
    }

    private static bool IsKeyedByEnum(Form entries) =>
        entries.Layout is Layout.Entries or Layout.MadeEntries && entries.Parts[0].Layout == Layout.Enum && !FormChoice.IsHeap(entries);

    private static bool BecomesSet(GraphSequence from, Form to) => IsSet(to) && !IsSet(from.Form!);

    private static bool IsSet(Form form) => form.Layout is Layout.Set or Layout.MadeSet;

    // Leaves of equal value are one element of a set; other elements are as many as there are nodes.
    private static object ValueOf(GraphNode element) => element is GraphLeaf leaf ? leaf.Value : element;

    // A comparer goes along where the new collection can have it. Sorted text is never in the default order, which is the current culture's.
    private static CollectionHead HeadFor(CollectionHead head, Form from, Form to)
    {
        var key = to.Layout is Layout.Set or Layout.Entries or Layout.Keyed or Layout.MadeSet or Layout.MadeEntries ? to.Part : null;
        var isText = key?.Codec?.Type == typeof(string);
        var isHashed = !to.Name.Contains(".Sorted", StringComparison.Ordinal) && !to.Name.Contains(".ImmutableSorted", StringComparison.Ordinal);
        if (head.Comparer == StringComparers.Default && isText && !isHashed)
            return head with { Comparer = StringComparers.Ordinal };
        if (head.Comparer == StringComparers.Default || TypeName.Open(from.Name) == TypeName.Open(to.Name) || to.Layout == Layout.Names)
            return head;
        var fits = head.Comparer == StringComparers.Reference ? key is { IsSlot: true } && isHashed : isText;
        return fits ? head : head with { Comparer = StringComparers.Default };
    }
}
