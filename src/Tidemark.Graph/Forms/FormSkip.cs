using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Forms;

/// <summary>Finds where values end in a payload without making instances of the application's types.</summary>
internal ref struct FormSkip
{
    private readonly ITypeScope _scope;
    private readonly List<Codec> _types;
    private GraphReader _reader;
    private int _depth;

    private FormSkip(ReadOnlySpan<byte> rest, ReadScratch scratch, List<Codec> types)
    {
        _reader = new GraphReader(rest, scratch, hasBackReferences: false);
        (_scope, _types) = (scratch.Scope, types);
    }

    /// <summary>What was met on the way: what a walk that goes on after the value must know.</summary>
    public SkipMet Met;

    /// <summary>Moves past values of one type as they lie in place.</summary>
    /// <param name="codec">The codec of a value's slot.</param>
    /// <param name="count">How many values.</param>
    /// <param name="payload">The whole payload.</param>
    /// <param name="position">Where the first begins; where the last ends, if the answer is true.</param>
    /// <param name="scratch">For reading leaves, and the scope of types that the payload may name.</param>
    /// <param name="types">The types that the payload named before; those that the value names are added, whatever the answer.</param>
    /// <param name="met">What was met on the way.</param>
    /// <returns>False if the bytes are no such values.</returns>
    public static bool TrySkip(
        Codec codec, int count, ReadOnlySpan<byte> payload, ref int position, ReadScratch scratch, List<Codec> types, out SkipMet met)
    {
        met = default;
        if ((uint)position > (uint)payload.Length)
            return false;
        var skip = new FormSkip(payload[position..], scratch, types);
        try
        {
            skip.Elements(scratch.Scope.FormOf(codec), count);
        }
        catch (GraphFormatException)
        {
            return false;
        }

        position += skip._reader.Position;
        met = skip.Met;
        return true;
    }

    private void Value(Form form)
    {
        if (form.IsSlot)
        {
            Slot(form);
            return;
        }

        GraphDepth.DemandStack(in _reader);
        Head(form);
    }

    private void Slot(Form slot)
    {
        var tag = _reader.ReadVarint();
        if (tag == SlotTag.Null)
            return;
        if (tag >= SlotTag.FirstBack)
        {
            Met.HasBackReference = true;
            return;
        }

        var later = tag is SlotTag.ExactLater or SlotTag.DerivedLater;
        var form = tag is SlotTag.Exact or SlotTag.ExactLater ? slot : NamedType();
        if (_depth >= GraphDepth.Limit || (later && !form.IsTracked))
            _reader.Refuse("The payload nests too deep");
        _depth++;
        if (form.IsTracked)
            Met.Tracked++;
        var count = Head(form);
        if (later)
            Met.PutOff++;
        else
            Body(form, count);
        _depth--;
    }

    private Form NamedType()
    {
        var index = _reader.ReadVarint();
        if (index > (uint)_types.Count)
            _reader.Refuse("A type reference points nowhere");
        if (index == (uint)_types.Count)
        {
            Codec? codec = null;
            if (_reader.ReadString() is not { } name || !_scope.TryResolve(name, out codec))
                _reader.Refuse("The payload names a type that it may not");
            _types.Add(codec!);
            Met.NamedTypes++;
        }

        return _scope.FormOf(_types[(int)index]);
    }

    // How many elements the body has, if the head says so.
    private int Head(Form form)
    {
        switch (form.Layout)
        {
            case Layout.Leaf when !form.IsSlot:
            case Layout.Enum:
                Leaf(form);
                break;
            case Layout.Struct:
                Members(form);
                if (form.Members.IsEmpty)
                    _reader.ReadByte();
                break;
            case Layout.Abstract:
                _reader.Refuse("The payload holds an instance of a type that has none");
                break;
            case Layout.Derived:
                return Head(form.Part);
            case Layout.Delegate or Layout.Set or Layout.Entries or Layout.Names:
                _reader.ReadByte();
                break;
            case Layout.Keyed:
                _reader.ReadByte();
                _reader.ReadVarint();
                break;
            case Layout.Array:
                return _reader.ReadCount(form.Part.MinSize);
            case Layout.Grid:
                return FormHeads.ReadLengths(ref _reader, form, out _);
            case Layout.MadeSequence:
                Elements(form.Part, FormHeads.ReadMadeCount(ref _reader, form.Part));
                break;
            case Layout.MadeSet or Layout.MadeEntries or Layout.Nullable when _reader.ReadByte() != 0:
                Made(form);
                break;
            case Layout.Segment:
                Segment(form);
                break;
            case Layout.Memory:
                if (_reader.ReadByte() == 0)
                    Segment(form);
                else
                    _reader.ReadBytes(_reader.ReadCount(sizeof(char)) * sizeof(char));
                break;
            case Layout.Pair:
                Value(form.Parts[0]);
                Value(form.Parts[1]);
                break;
        }

        return 0;
    }

    private void Body(Form form, int count)
    {
        switch (form.Layout)
        {
            case Layout.Leaf when form.IsSlot:
                Leaf(form);
                break;
            case Layout.Object:
                Members(form);
                break;
            case Layout.Derived:
                Body(form.Part, count);
                Members(form);
                break;
            case Layout.Sequence or Layout.Set or Layout.Keyed:
                Elements(form.Part, _reader.ReadCount(form.Part.MinSize));
                break;
            case Layout.Array or Layout.Grid:
                Elements(form.Part, count);
                break;
            case Layout.Entries:
                Entries(form);
                break;
            case Layout.Names:
                Names();
                break;
            case Layout.Wrapper:
                Value(form.Part);
                break;
        }
    }

    private void Made(Form form)
    {
        if (form.Layout == Layout.Nullable)
        {
            Value(form.Part);
            return;
        }

        _reader.ReadByte();
        if (form.Layout == Layout.MadeSet)
            Elements(form.Part, _reader.ReadCount(form.Part.MinSize));
        else
            Entries(form);
    }

    private void Members(Form form)
    {
        foreach (var member in form.Members)
            Value(member.Form);
    }

    private void Elements(Form element, int count)
    {
        if (count > 0 && element.FixedSize is > 0 and var size)
        {
            _reader.ReadBytes(checked(count * size));
            return;
        }

        for (; count > 0; count--)
            Value(element);
    }

    private void Entries(Form form)
    {
        var (key, value) = (form.Parts[0], form.Parts[1]);
        for (var count = _reader.ReadCount(key.MinSize + value.MinSize); count > 0; count--)
        {
            Value(key);
            Value(value);
        }
    }

    private void Names()
    {
        _reader.ReadByte();
        for (var count = _reader.ReadCount(2); count > 0; count--)
        {
            StringForm.Skip(ref _reader);
            for (var values = _reader.ReadVarint(); values > 1; values--)
                StringForm.Skip(ref _reader);
        }
    }

    private void Segment(Form form)
    {
        if (_reader.TryTakeContentTag())
        {
            Elements(form.Part, _reader.ReadCount(form.Part.MinSize));
            return;
        }

        var start = _reader.Position;
        Value(form.Parts[1]);
        if (_reader.Position == start + 1 && _reader.IsByteAt(start, (byte)SlotTag.Null))
            return;
        _reader.ReadVarint();
        _reader.ReadVarint();
    }

    private void Leaf(Form form)
    {
        if (form.FixedSize is > 0 and var size)
            _reader.ReadBytes(size);
        else if (form.Codec is StringCodec)
            StringForm.Skip(ref _reader);
        else if (form.Codec!.ReadHead(ref _reader) is { } value)
            form.Codec.ReadBody(ref _reader, value);
    }
}

/// <summary>What lay between the beginning and the end of a skipped value.</summary>
internal record struct SkipMet
{
    /// <summary>Instances that have numbers.</summary>
    public int Tracked;

    /// <summary>Types named for the first time.</summary>
    public int NamedTypes;

    /// <summary>Bodies that come later in the payload: they are not skipped.</summary>
    public int PutOff;

    /// <summary>Whether a slot refers to an instance met before.</summary>
    public bool HasBackReference;
}
