using System.Runtime.CompilerServices;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Schemas;

/// <summary>Writes nodes as the codecs of their types would: of what <see cref="NodeReader"/> read it makes the same bytes.</summary>
internal ref partial struct NodeWriter
{
    private readonly WriteScratch _scratch = new();
    private readonly Dictionary<GraphNode, uint> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, uint> _types = new(StringComparer.Ordinal);
    private readonly Queue<GraphNode> _later = new();
    private readonly Dictionary<Form, (Form Own, int[] Members)> _forms = [];
    private readonly EnumMaps _enums = new();
    private readonly FormScope _scope;
    private readonly long _maxLength;
    private GraphWriter _writer;
    private int _depth;
    private bool _hasBackReferences;

    private NodeWriter(FormScope scope, long maxLength)
    {
        (_scope, _maxLength) = (scope, maxLength);
        _writer = new GraphWriter(_scratch, numbered: false);
        _writer.Reserve(PayloadHead.Size);
    }

    /// <summary>
    /// Writes a tree of this schema, or of one whose types have the same members and more: of each node, what the schema knows is written.
    /// </summary>
    /// <param name="root">The root.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="maxLength">
    /// How many bytes are enough. What the writer shared and this build copies, because its types are immutable, may multiply.
    /// </param>
    /// <param name="numbered">The instances that have numbers, in the order of these.</param>
    public static byte[] Write(GraphNode root, GraphSchema schema, long maxLength, out GraphNode[] numbered)
    {
        var nodes = new NodeWriter(schema.Scope, maxLength);
        nodes.Value(schema.RootForm, root);
        while (nodes._later.TryDequeue(out var next))
            nodes.Body(nodes.Own(next.Form!).Own, next);
        PayloadHead.Write(nodes._scratch.Buffer, schema.Fingerprint, nodes._hasBackReferences);
        numbered = new GraphNode[nodes._numbers.Count];
        foreach (var (node, number) in nodes._numbers)
            numbered[number] = node;
        return nodes._scratch.Buffer.AsSpan(0, nodes._writer.Length).ToArray();
    }

    private void Value(Form form, GraphNode node)
    {
        if (form.IsSlot)
            Slot(form, node.Target);
        else if (RuntimeHelpers.TryEnsureSufficientExecutionStack())
            Head(form, node.Target);
        else
            throw GraphDepth.TooDeep(node);
    }

    private void Slot(Form slot, GraphNode node)
    {
        if (node is GraphNull nothing)
        {
            Nothing(nothing);
            return;
        }

        var form = Own(node.Form!).Own;
        if (form.IsTracked && !_numbers.TryAdd(node, (uint)_numbers.Count))
        {
            _hasBackReferences = true;
            _writer.WriteVarint(SlotTag.FirstBack + _numbers[node]);
            return;
        }

        var later = _depth >= GraphDepth.Inline && form.IsTracked;
        if (form.Name == slot.Name)
        {
            _writer.WriteVarint(later ? SlotTag.ExactLater : SlotTag.Exact);
        }
        else
        {
            _writer.WriteVarint(later ? SlotTag.DerivedLater : SlotTag.Derived);
            WriteType(form);
        }

        if (_writer.Length > _maxLength)
            throw new GraphFormatException("The payload says the same over and over: it takes too much room in this build's schema", 0);
        if (_depth >= GraphDepth.Limit)
            throw GraphDepth.TooDeep(node);
        _depth++;
        Head(form, node);
        if (later)
            _later.Enqueue(node);
        else
            Body(form, node);
        _depth--;
    }

    private void Nothing(GraphNull node)
    {
        if (node.Boxed is not { } boxed)
        {
            _writer.WriteVarint(SlotTag.Null);
            return;
        }

        var form = Own(boxed).Own;
        _writer.WriteVarint(SlotTag.Derived);
        WriteType(form);
        Head(form, node);
    }

    private void WriteType(Form form)
    {
        if (_types.TryAdd(form.Name, (uint)_types.Count))
        {
            _writer.WriteVarint(_types[form.Name]);
            _writer.WriteString(form.Name);
            return;
        }

        _writer.WriteVarint(_types[form.Name]);
    }

    private void Members(Form form, GraphObject value)
    {
        var positions = Own(value.Form!).Members;
        for (var i = 0; i < positions.Length; i++)
            Value(form.Members[i].Form, value.Members[positions[i]].Value);
    }

    private void Leaf(Form form, GraphLeaf? leaf) =>
        form.Codec!.WriteHead(ref _writer, leaf is null ? null! : _enums.Convert(leaf, form) ?? throw Unknown());

    private static GraphFormatException Unknown() => new("The payload holds a value of an enum that this build does not know", 0);

    // The schema's own version of a node's form, and where a node of that form has each of its members.
    private (Form Own, int[] Members) Own(Form form)
    {
        if (_forms.TryGetValue(form, out var known))
            return known;
        if (!_scope.TryFind(form.Name, out var own))
            throw new GraphFormatException("The payload holds an instance of a type that this build does not know", 0);
        var positions = new int[own.Members.Length];
        for (var i = 0; i < positions.Length; i++)
            positions[i] = PositionOf(form, own.Members[i].Name);
        return _forms[form] = (own, positions);
    }

    private static int PositionOf(Form form, string member)
    {
        for (var i = 0; i < form.Members.Length; i++)
        {
            if (form.Members[i].Name == member)
                return i;
        }

        throw new GraphFormatException("The payload has a type without a member that this build's has", 0);
    }

    private void Elements(Form element, IReadOnlyList<GraphNode> elements)
    {
        if (elements is PackedElements packed)
            elements = _enums.Convert(packed, element) ?? throw Unknown();
        if (elements is PackedElements same)
        {
            _writer.WriteBytes(same.Bytes);
            return;
        }

        foreach (var node in elements)
            Value(element, node);
    }

    private void CountedElements(Form form, IReadOnlyList<GraphNode> elements)
    {
        _writer.WriteVarint((uint)elements.Count);
        Elements(form.Part, EnumOrder.Of(form, elements, _enums));
    }

    private void Entries(Form form, IReadOnlyList<GraphEntry> entries)
    {
        _writer.WriteVarint((uint)entries.Count);
        foreach (var (key, value) in EnumOrder.Of(form, entries, _enums))
        {
            Value(form.Parts[0], key);
            Value(form.Parts[1], value);
        }
    }
}
