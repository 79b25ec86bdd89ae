using System.Runtime.InteropServices;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Schemas;

internal ref partial struct NodeWriter
{
    // A value in place, or what is needed to make an instance.
    private void Head(Form form, GraphNode node)
    {
        switch (form.Layout)
        {
            case Layout.Leaf or Layout.Enum:
                Leaf(form, node as GraphLeaf);
                break;
            case Layout.Struct:
                Struct(form, (GraphObject)node);
                break;
            case Layout.Derived:
                Head(form.Part, ((GraphObject)node).Content!);
                break;
            case Layout.Array:
                _writer.WriteVarint((uint)((GraphSequence)node).Elements.Count);
                break;
            case Layout.Grid:
                foreach (var length in ((GraphSequence)node).Lengths)
                    _writer.WriteVarint((uint)length);
                break;
            case Layout.Set:
                _writer.WriteByte(((GraphSequence)node).Head.Comparer);
                break;
            case Layout.Keyed:
                _writer.WriteByte(((GraphSequence)node).Head.Comparer);
                _writer.WriteVarint(((GraphSequence)node).Head.Threshold);
                break;
            case Layout.Entries or Layout.Names:
                _writer.WriteByte(((GraphEntries)node).Head.Comparer);
                break;
            case Layout.Pair:
                Value(form.Parts[0], ((GraphObject)node).Members[0].Value);
                Value(form.Parts[1], ((GraphObject)node).Members[1].Value);
                break;
            case Layout.Segment:
                Segment(form, node);
                break;
            case Layout.Memory:
                Memory(form, node);
                break;
            case Layout.Delegate:
                _writer.WriteByte(0);
                break;
            case Layout.MadeSequence:
                MadeSequence(form, node as GraphSequence);
                break;
            case Layout.MadeSet or Layout.MadeEntries or Layout.Nullable:
                Made(form, node);
                break;
        }
    }

    private void Body(Form form, GraphNode node)
    {
        switch (node)
        {
            case GraphLeaf leaf when form.IsSlot:
                form.Codec!.WriteBody(ref _writer, leaf.Value);
                break;
            case GraphObject value when form.Layout == Layout.Object:
                Members(form, value);
                break;
            case GraphObject value when form.Layout == Layout.Wrapper:
                Value(form.Part, value.Content!);
                break;
            case GraphObject value when form.Layout == Layout.Derived:
                Body(form.Part, value.Content!);
                Members(form, value);
                break;
            case GraphSequence sequence when form.Layout is Layout.Array or Layout.Grid:
                Elements(form.Part, sequence.Elements);
                break;
            case GraphSequence sequence when form.Layout is Layout.Sequence or Layout.Set or Layout.Keyed:
                CountedElements(form, sequence.Elements);
                break;
            case GraphEntries entries when form.Layout == Layout.Entries:
                Entries(form, entries.Entries);
                break;
            case GraphEntries entries when form.Layout == Layout.Names:
                Names(entries);
                break;
        }
    }

    private void Struct(Form form, GraphObject value)
    {
        if (form.Members.IsEmpty)
            _writer.WriteByte(0);
        Members(form, value);
    }

    private void MadeSequence(Form form, GraphSequence? sequence)
    {
        _writer.WriteVarint(sequence is null ? 0 : (uint)sequence.Elements.Count + 1);
        Elements(form.Part, sequence?.Elements ?? []);
    }

    private void Made(Form form, GraphNode node)
    {
        if (node is GraphNull)
        {
            _writer.WriteByte(0);
            return;
        }

        _writer.WriteByte(1);
        switch (node)
        {
            case GraphSequence sequence when form.Layout == Layout.MadeSet:
                _writer.WriteByte(sequence.Head.Comparer);
                CountedElements(form, sequence.Elements);
                break;
            case GraphEntries entries when form.Layout == Layout.MadeEntries:
                _writer.WriteByte(entries.Head.Comparer);
                Entries(form, entries.Entries);
                break;
            default:
                Value(form.Part, node);
                break;
        }
    }

    private void Segment(Form form, GraphNode node)
    {
        if (node is GraphSequence content)
        {
            _writer.WriteVarint(SlotTag.Content);
            _writer.WriteVarint((uint)content.Elements.Count);
            Elements(form.Part, content.Elements);
            return;
        }

        if (node is not GraphObject { Content: { } whole } part)
        {
            _writer.WriteVarint(SlotTag.Null);
            return;
        }

        Value(form.Parts[1], whole);
        foreach (var member in part.Members)
            _writer.WriteVarint((uint)((GraphLeaf)member.Value).Value);
    }

    private void Memory(Form form, GraphNode node)
    {
        if (node is not GraphLeaf { Value: string text })
        {
            _writer.WriteByte(0);
            Segment(form, node);
            return;
        }

        _writer.WriteByte(1);
        _writer.WriteVarint((uint)text.Length);
        _writer.WriteBytes(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private void Names(GraphEntries entries)
    {
        _writer.WriteByte(entries.Head.IsReadOnly);
        _writer.WriteVarint((uint)entries.Entries.Count);
        foreach (var (name, values) in entries.Entries)
        {
            _writer.WriteString((name as GraphLeaf)?.Value as string);
            var texts = values as GraphSequence;
            _writer.WriteVarint(texts is null ? 0 : (uint)texts.Elements.Count + 1);
            foreach (var text in texts?.Elements ?? [])
                _writer.WriteString((text as GraphLeaf)?.Value as string);
        }
    }
}
