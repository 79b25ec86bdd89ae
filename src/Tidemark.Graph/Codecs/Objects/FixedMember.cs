using System.Reflection.Emit;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>A member of fixed size at a fixed offset. Local 0 holds the address of the first one's bytes.</summary>
internal sealed record FixedMember(ShapeMember Member, FixedForm Form, int Offset)
{
    public void EmitWrite(ILGenerator il)
    {
        EmitAddress(il);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldfld, Member.Field);
        Form.EmitStore(il);
    }

    public void EmitRead(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_2);
        EmitAddress(il);
        Form.EmitLoad(il);
        il.Emit(OpCodes.Stfld, Member.Field);
    }

    public void EmitSame(ILGenerator il, Label different)
    {
        EmitAddress(il);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldflda, Member.Field);
        Form.EmitBranchIfDifferent(il, different);
    }

    /// <summary>Writes the member where local <paramref name="room"/> points to.</summary>
    public void EmitWriteTo(ILGenerator il, LocalBuilder room)
    {
        il.Emit(OpCodes.Ldloc, room);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldfld, Member.Field);
        Form.EmitStore(il);
    }

    private void EmitAddress(ILGenerator il)
    {
        il.Emit(OpCodes.Ldloc_0);
        if (Offset == 0)
            return;
        il.Emit(OpCodes.Ldc_I4, Offset);
        il.Emit(OpCodes.Add);
    }
}
