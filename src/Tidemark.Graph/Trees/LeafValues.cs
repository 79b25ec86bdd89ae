using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Schemas;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Trees;

/// <summary>
/// Leaves by the bytes they are written as, which is what a value is to a baseline: NaN is NaN, and 1.0 is not 1.00. Enums of two builds go
/// by the names of their members, as when one build reads what the other wrote.
/// </summary>
internal sealed class LeafValues(TypeAgreement types, TreeWork work)
{
    private readonly EnumMaps _enums = new();
    private readonly WriteScratch _left = new();
    private readonly WriteScratch _right = new();

    public bool AreOfTwoBuilds => types.AreOfTwoBuilds;

    public bool AreSame(GraphLeaf left, GraphLeaf right)
    {
        if (left.Value is string one && right.Value is string other)
        {
            work.Read(one.Length);
            return one == other;
        }

        return AsOfLeft(right) is { } own && BytesOf(left, _left).SequenceEqual(BytesOf(own, _right));
    }

    public ulong HashOf(GraphLeaf leaf) =>
        SeededHash.Combine(SeededHash.Of(leaf.TypeName), SeededHash.Of(BytesOf(AsOfLeft(leaf) ?? leaf, _left)));

    /// <summary>Whether the bytes of elements say all: they are of one type, and no enum of which two builds may think differently.</summary>
    public bool AreBytes(IReadOnlyList<GraphNode> elements) =>
        elements is PackedElements packed && !(AreOfTwoBuilds && packed.Element.Layout == Layout.Enum);

    /// <summary>The form of a member's slot.</summary>
    public static Form FormOf(Form owner, int member) => owner.Layout == Layout.Pair ? owner.Parts[member] : owner.Members[member].Form;

    /// <summary>Whether a member is what one reads as that was not written: null, zero, or a struct of such.</summary>
    public bool IsMissing(Form owner, int member, GraphNode value)
    {
        if (value is GraphNull)
            return true;
        if (owner.Layout != Layout.Pair && owner.Definition is null)
            return false;
        var pending = new Stack<(Form Form, GraphNode Value)>([(FormOf(owner, member), value)]);
        while (pending.TryPop(out var next))
        {
            if (next.Value is GraphNull)
                continue;
            if (DefaultNode.AcceptsNull(next.Form))
                return false;
            if (next.Value is GraphLeaf leaf && !IsZero(leaf))
                return false;
            if (next.Value is not GraphObject { Form: { } form } made)
                continue;
            for (var i = 0; i < made.Members.Count; i++)
                pending.Push((FormOf(form, i), made.Members[i].Value));
        }

        return true;
    }

    private bool IsZero(GraphLeaf leaf) =>
        BytesOf(leaf, _left).SequenceEqual(BytesOf(new GraphLeaf(leaf.Form!, RuntimeHelpers.GetUninitializedObject(leaf.Value.GetType())), _right));

    // Null if the left build has no such value.
    private GraphLeaf? AsOfLeft(GraphLeaf leaf)
    {
        if (leaf.Form!.Layout != Layout.Enum || types.FormOfLeft(leaf.Form) is not { Layout: Layout.Enum } own)
            return leaf;
        return _enums.Convert(leaf, own) is { } number ? new GraphLeaf(own, number) : null;
    }

    private ReadOnlySpan<byte> BytesOf(GraphLeaf leaf, WriteScratch scratch)
    {
        if (leaf.Value is string text)
        {
            work.Read(text.Length);
            return MemoryMarshal.AsBytes(text.AsSpan());
        }

        var codec = leaf.Form!.Codec!;
        var writer = new GraphWriter(scratch, numbered: false);
        codec.WriteHead(ref writer, leaf.Value);
        codec.WriteBody(ref writer, leaf.Value);
        work.Read(writer.Length);
        return scratch.Buffer.AsSpan(0, writer.Length);
    }
}
