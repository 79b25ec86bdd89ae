using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Schemas;

/// <summary>Which type of this build a value of a writer becomes in a slot.</summary>
internal sealed class FormChoice(Resolution resolution)
{
    private static readonly string Heap = typeof(PriorityQueue<,>).FullName!;

    /// <summary>
    /// The slot's own type if it is a version of the value's; else the value's type, if it may stand in the slot; else what the value can be
    /// converted to.
    /// </summary>
    public bool TryChoose(GraphNode node, Form slot, bool carried, [NotNullWhen(true)] out Form? chosen)
    {
        chosen = slot;
        if (IsVersion(node.Form!, slot))
            return true;
        if (resolution.Merged.Scope.TryFind(node.TypeName, out chosen) && IsVersion(node.Form!, chosen) && Fits(chosen, slot, carried))
            return true;
        chosen = CanBecome(node, slot) ? slot : Usual(node, slot);
        return chosen is not null;
    }

    private static bool IsVersion(Form from, Form to)
    {
        if (from.Rank > 0 || to.Rank > 0)
            return from.Rank == to.Rank;
        return TypeName.Open(from.Name) == TypeName.Open(to.Name)
            && HasMembers(from) == HasMembers(to)
            && from.Layout == Layout.Derived == (to.Layout == Layout.Derived)
            && from.Layout == Layout.Enum == (to.Layout == Layout.Enum);
    }

    private static bool HasMembers(Form form) => form.Layout is Layout.Struct or Layout.Object or Layout.Derived;

    private bool Fits(Form form, Form slot, bool carried)
    {
        if (!slot.IsSlot || form.Layout == Layout.Abstract)
            return false;
        if (resolution.TypeOf(slot) is not { } declared)
            return slot.Layout == Layout.Abstract || carried;
        return resolution.TypeOf(form) is { } type ? declared.IsAssignableFrom(type) : carried;
    }

    /// <summary>Whether a value can be converted to a form that is no version of its own, by what both are.</summary>
    public static bool CanBecome(GraphNode node, Form slot) => node switch
    {
        GraphLeaf leaf => !slot.IsSlot && CanBecome(leaf, slot),
        _ when !RuntimeHelpers.TryEnsureSufficientExecutionStack() => false,
        GraphSequence { Lengths.Count: > 0 } => false,
        GraphSequence => IsSequence(slot),
        GraphEntries entries => entries.Form!.Layout != Layout.Names && !IsHeap(entries.Form) && IsDictionary(slot),
        GraphObject { Content: { } content, Form.Layout: Layout.Derived or Layout.Wrapper } => CanBecome(content.Target, slot),
        _ => false,
    };

    private static bool CanBecome(GraphLeaf leaf, Form slot)
    {
        if (slot.Codec is not { } codec || leaf.Form!.Codec is not { } from)
            return false;
        var enums = (leaf.Form.Layout == Layout.Enum ? 1 : 0) + (slot.Layout == Layout.Enum ? 1 : 0);
        if (enums == 2)
            return leaf.TypeName == slot.Name;
        return NumberConversion.AreNumbers(from.Type, codec.Type) &&
            (enums == 0 || (NumberConversion.IsInteger(from.Type) && NumberConversion.IsInteger(codec.Type)));
    }

    private static bool IsSequence(Form slot) => slot.Layout switch
    {
        Layout.Sequence or Layout.Array or Layout.Set or Layout.Keyed or Layout.MadeSequence or Layout.MadeSet
            or Layout.Segment or Layout.Memory => true,
        Layout.Wrapper => slot.Part.Layout == Layout.Wrapper || !IsInterface(slot.Part, typeof(IDictionary<,>)),
        Layout.Derived => IsSequence(slot.Part),
        _ => false,
    };

    private static bool IsDictionary(Form slot) => slot.Layout switch
    {
        Layout.Entries => !IsHeap(slot),
        Layout.MadeEntries => true,
        Layout.Wrapper => IsInterface(slot.Part, typeof(IDictionary<,>)),
        Layout.Derived => IsDictionary(slot.Part),
        _ => false,
    };

    public static bool IsHeap(Form form) => TypeName.Open(form.Name) == Heap;

    private static bool IsInterface(Form form, Type open) => TypeName.Open(form.Name) == open.FullName;

    // The class that an interface of the framework most often has, for collections whose elements have other types now.
    private Form? Usual(GraphNode node, Form slot)
    {
        if (slot.Layout != Layout.Abstract || resolution.TypeOf(slot) is not { IsGenericType: true } declared)
            return null;
        Type? usual = declared.GenericTypeArguments switch
        {
            [var element] when node is GraphSequence or GraphObject { Content: not null } => Closest(declared, typeof(List<>), typeof(HashSet<>), element),
            [var key, var value] when node is GraphEntries or GraphObject { Content: not null } => Closest(declared, typeof(Dictionary<,>), null, key, value),
            _ => null,
        };
        return usual is not null && resolution.Merged.Scope.TryFind(TypeNames.Of(usual), out var form) && CanBecome(node, form) ? form : null;
    }

    private static Type? Closest(Type declared, Type first, Type? second, params Type[] arguments)
    {
        foreach (var open in new[] { first, second })
        {
            if (open?.MakeGenericType(arguments) is { } closed && declared.IsAssignableFrom(closed))
                return closed;
        }

        return null;
    }
}
