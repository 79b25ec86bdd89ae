using System.Reflection.Emit;
using Tidemark.Graph.Codecs.Leaves;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>How the value of a member of fixed size is moved between a field and the bytes at an address.</summary>
internal abstract record FixedForm(int Size)
{
    /// <summary>The form of a type; null if it has none.</summary>
    public static FixedForm? Of(Type type, Codec codec) =>
        PrimitiveForm.Of(type) ?? (codec as IFixedCodec)?.Form;

    /// <summary>Stack: address, value. Leaves nothing.</summary>
    public abstract void EmitStore(ILGenerator il);

    /// <summary>Stack: address. Leaves the value, checked.</summary>
    public abstract void EmitLoad(ILGenerator il);

    /// <summary>Stack: address, address of the field. Leaves nothing.</summary>
    public abstract void EmitBranchIfDifferent(ILGenerator il, Label different);
}
