using Tidemark.Graph.Forms;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Schemas;

/// <summary>Reads a payload by forms alone. As careful as <see cref="GraphReader"/>, which it reads through.</summary>
internal ref partial struct NodeReader
{
    private readonly FormScope _scope;
    private readonly List<Form> _types = [];
    private readonly Queue<(Form Form, GraphNode Node, int Count)> _later = new();
    private GraphReader _reader;
    private int _depth;

    public NodeReader(ReadOnlySpan<byte> payload, FormScope scope)
    {
        _reader = new GraphReader(payload, new ReadScratch(), hasBackReferences: false);
        _reader.ReadBytes(PayloadHead.Size);
        _scope = scope;
    }

    /// <summary>The instances that have numbers, in the order of these.</summary>
    public List<GraphNode> Tracked { get; } = [];

    /// <summary>Reads a value as it lies in place.</summary>
    public GraphNode Value(Form form)
    {
        if (form.IsSlot)
            return Slot(form);
        GraphDepth.DemandStack(in _reader);
        return Head(form, out _);
    }

    public void ReadLaterBodies()
    {
        while (_later.TryDequeue(out var next))
            Body(next.Form, next.Node, next.Count);
        if (!_reader.IsAtEnd)
            _reader.Refuse("The payload goes on after its end");
    }

    private GraphNode Slot(Form slot)
    {
        var tag = _reader.ReadVarint();
        if (tag == SlotTag.Null)
            return GraphNull.Instance;
        if (tag >= SlotTag.FirstBack)
        {
            if (tag - SlotTag.FirstBack >= (uint)Tracked.Count)
                _reader.Refuse("A back reference points nowhere");
            return new GraphReference(Tracked[(int)(tag - SlotTag.FirstBack)]);
        }

        var form = tag is SlotTag.Exact or SlotTag.ExactLater ? slot : NamedType();
        var later = tag is SlotTag.ExactLater or SlotTag.DerivedLater;
        if (later && !form.IsTracked)
            _reader.Refuse("A value without identity is put off");
        if (_depth >= GraphDepth.Limit)
            _reader.Refuse("The payload nests too deep");
        _depth++;
        var node = Head(form, out var count);
        if (form.IsTracked)
            Tracked.Add(node);
        if (later)
            _later.Enqueue((form, node, count));
        else
            Body(form, node, count);
        _depth--;
        return node is GraphNull ? GraphNull.Of(form) : node;
    }

    private Form NamedType()
    {
        var index = _reader.ReadVarint();
        if (index > (uint)_types.Count)
            _reader.Refuse("A type reference points nowhere");
        if (index == (uint)_types.Count)
        {
            Form? form = null;
            if (_reader.ReadString() is not { } name || !_scope.TryFind(name, out form))
                _reader.Refuse("The payload names a type that its schema does not know");
            _types.Add(form!);
        }

        return _types[(int)index];
    }

    private GraphMember[] Members(Form form)
    {
        var members = new GraphMember[form.Members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            var (name, member) = form.Members[i];
            members[i] = new GraphMember(name, Value(member));
        }

        return members;
    }

    private IReadOnlyList<GraphNode> Elements(Form element, int count)
    {
        if (element.FixedSize > 0)
            return PackedElements.Read(ref _reader, element, count);
        var nodes = new GraphNode[count];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = Value(element);
        return nodes;
    }

    private IReadOnlyList<GraphNode> CountedElements(Form element) => Elements(element, _reader.ReadCount(element.MinSize));

    private GraphEntry[] Entries(Form form)
    {
        var (key, value) = (form.Parts[0], form.Parts[1]);
        var entries = new GraphEntry[_reader.ReadCount(key.MinSize + value.MinSize)];
        foreach (ref var entry in entries.AsSpan())
            entry = new GraphEntry(Value(key), Value(value));
        return entries;
    }
}
