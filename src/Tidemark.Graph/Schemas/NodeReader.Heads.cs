using System.Runtime.InteropServices;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

internal ref partial struct NodeReader
{
    // A value in place, or what is needed to make an instance; and how many elements its body has, if the head says so.
    private GraphNode Head(Form form, out int count)
    {
        count = 0;
        switch (form.Layout)
        {
            case Layout.Leaf or Layout.Enum:
                return form.Codec!.ReadHead(ref _reader) is { } value ? new GraphLeaf(form, value) : GraphNull.Instance;
            case Layout.Struct:
                return Struct(form);
            case Layout.Derived:
                return new GraphObject(form) { Content = Head(form.Part, out count) };
            case Layout.Object or Layout.Wrapper:
                return new GraphObject(form);
            case Layout.Sequence:
                return new GraphSequence(form);
            case Layout.Array:
                count = _reader.ReadCount(form.Part.MinSize);
                return new GraphSequence(form);
            case Layout.Grid:
                count = FormHeads.ReadLengths(ref _reader, form, out var lengths);
                return new GraphSequence(form) { Lengths = Array.ConvertAll(lengths, length => (int)length) };
            case Layout.Set:
                return new GraphSequence(form) { Head = new CollectionHead(_reader.ReadByte()) };
            case Layout.Keyed:
                return new GraphSequence(form) { Head = new CollectionHead(_reader.ReadByte(), _reader.ReadVarint()) };
            case Layout.Entries or Layout.Names:
                return new GraphEntries(form) { Head = new CollectionHead(_reader.ReadByte()) };
            case Layout.Pair:
                return new GraphObject(form) { Members = [new("Key", Value(form.Parts[0])), new("Value", Value(form.Parts[1]))] };
            case Layout.Segment:
                return Segment(form);
            case Layout.Memory:
                return Memory(form);
            case Layout.Delegate:
                IsThere(0);
                return GraphNull.Instance;
            case Layout.Abstract:
                _reader.Refuse("The payload holds an instance of a type that has none");
                return GraphNull.Instance;
            default:
                return Made(form);
        }
    }

    private void Body(Form form, GraphNode node, int count)
    {
        switch (node)
        {
            case GraphLeaf leaf when form.IsSlot:
                form.Codec!.ReadBody(ref _reader, leaf.Value);
                break;
            case GraphObject value when form.Layout == Layout.Object:
                value.Members = Members(form);
                break;
            case GraphObject value when form.Layout == Layout.Wrapper:
                value.Content = Value(form.Part);
                break;
            case GraphObject value when form.Layout == Layout.Derived:
                Body(form.Part, value.Content!, count);
                value.Members = Members(form);
                break;
            case GraphSequence sequence when form.Layout is Layout.Array or Layout.Grid:
                sequence.Elements = Elements(form.Part, count);
                break;
            case GraphSequence sequence when form.Layout is Layout.Sequence or Layout.Set or Layout.Keyed:
                sequence.Elements = CountedElements(form.Part);
                break;
            case GraphEntries entries when form.Layout == Layout.Entries:
                entries.Entries = Entries(form);
                break;
            case GraphEntries entries when form.Layout == Layout.Names:
                Names(entries);
                break;
        }
    }

    private GraphObject Struct(Form form)
    {
        if (form.Members.IsEmpty)
            _reader.ReadByte();
        return new GraphObject(form) { Members = Members(form) };
    }

    private GraphNode Made(Form form)
    {
        if (form.Layout == Layout.MadeSequence)
        {
            var count = FormHeads.ReadMadeCount(ref _reader, form.Part);
            return count < 0 ? GraphNull.Instance : new GraphSequence(form) { Elements = Elements(form.Part, count) };
        }

        if (!IsThere(1))
            return GraphNull.Instance;
        if (form.Layout == Layout.Nullable)
            return Value(form.Part);
        var head = new CollectionHead(_reader.ReadByte());
        return form.Layout == Layout.MadeSet
            ? new GraphSequence(form) { Head = head, Elements = CountedElements(form.Part) }
            : new GraphEntries(form) { Head = head, Entries = Entries(form) };
    }

    private bool IsThere(byte most)
    {
        var mark = _reader.ReadByte();
        if (mark > most)
            _reader.Refuse("A value is neither there nor missing");
        return mark == 1;
    }

    private GraphNode Segment(Form form)
    {
        if (_reader.TryTakeContentTag())
            return new GraphSequence(form) { Elements = CountedElements(form.Part) };
        var whole = Value(form.Parts[1]);
        if (whole is GraphNull)
            return whole;
        var number = _scope.FormOf("System.UInt32");
        var (offset, count) = (_reader.ReadVarint(), _reader.ReadVarint());
        return new GraphObject(form)
        {
            Content = whole,
            Members = [new("Offset", new GraphLeaf(number, offset)), new("Count", new GraphLeaf(number, count))],
        };
    }

    private GraphNode Memory(Form form)
    {
        if (!IsThere(1))
            return Segment(form);
        var text = _reader.ReadBytes(_reader.ReadCount(sizeof(char)) * sizeof(char));
        return new GraphLeaf(form, new string(MemoryMarshal.Cast<byte, char>(text)));
    }

    private void Names(GraphEntries entries)
    {
        var (text, texts) = (_scope.FormOf("System.String"), _scope.FormOf("System.String[]"));
        entries.Head = entries.Head with { IsReadOnly = _reader.ReadByte() };
        var named = new GraphEntry[_reader.ReadCount(2)];
        foreach (ref var entry in named.AsSpan())
        {
            var name = Value(text);
            var count = FormHeads.ReadMadeCount(ref _reader, text);
            entry = new GraphEntry(name, count < 0 ? GraphNull.Instance : new GraphSequence(texts) { Elements = Elements(text, count) });
        }

        entries.Entries = named;
    }
}
