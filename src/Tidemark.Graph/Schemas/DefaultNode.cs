using System.Runtime.CompilerServices;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>What a member is that the writer did not have: null, zero, or a struct of such.</summary>
internal static class DefaultNode
{
    public static GraphNode Of(Form form)
    {
        if (AcceptsNull(form))
            return GraphNull.Instance;
        if (form.Layout is Layout.Leaf or Layout.Enum)
            return new GraphLeaf(form, RuntimeHelpers.GetUninitializedObject(form.Codec!.Type));
        var value = new GraphObject(form);
        if (form.Layout == Layout.Pair)
        {
            value.Members = [new("Key", Of(form.Parts[0])), new("Value", Of(form.Parts[1]))];
            return value;
        }

        var members = new GraphMember[form.Members.Length];
        for (var i = 0; i < members.Length; i++)
            members[i] = new GraphMember(form.Members[i].Name, Of(form.Members[i].Form));
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
}
