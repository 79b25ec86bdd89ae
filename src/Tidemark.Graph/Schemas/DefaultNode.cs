using System.Runtime.CompilerServices;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>What a member is that nobody gave a value: null, zero, or a struct of such.</summary>
internal static class DefaultNode
{
    /// <param name="form">The member's form.</param>
    /// <param name="zeros">The schema of whose enums zero is meant.</param>
    /// <param name="enums">Knows what that is in the form.</param>
    public static GraphNode Of(Form form, FormScope zeros, EnumMaps enums)
    {
        if (AcceptsNull(form))
            return GraphNull.Instance;
        if (form.Layout is Layout.Leaf or Layout.Enum)
            return new GraphLeaf(form, ZeroOf(form, zeros, enums));
        var value = new GraphObject(form);
        if (form.Layout == Layout.Pair)
        {
            value.Members = [new("Key", Of(form.Parts[0], zeros, enums)), new("Value", Of(form.Parts[1], zeros, enums))];
            return value;
        }

        var members = new GraphMember[form.Members.Length];
        for (var i = 0; i < members.Length; i++)
            members[i] = new GraphMember(form.Members[i].Name, Of(form.Members[i].Form, zeros, enums));
        value.Members = members;
        return value;
    }

    /// <summary>Whether null is a value of the form.</summary>
    public static bool AcceptsNull(Form form) => form.Layout switch
    {
        Layout.Leaf => form.IsSlot || !form.Codec!.Type.IsValueType,
        Layout.Enum or Layout.Struct or Layout.Pair => false,
        _ => true,
    };

    private static object ZeroOf(Form form, FormScope zeros, EnumMaps enums)
    {
        if (form.Layout == Layout.Enum && zeros.TryFind(form.Name, out var side) && side.Layout == Layout.Enum
            && enums.Convert(new GraphLeaf(side, Zero(side)), form) is { } known)
        {
            return known;
        }

        return Zero(form);
    }

    private static object Zero(Form form) => RuntimeHelpers.GetUninitializedObject(form.Codec!.Type);
}
