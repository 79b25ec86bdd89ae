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
        EmitNormalizeBool(il);
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(Form.Store);
    }

    public void EmitRead(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_2);
        EmitAddress(il);
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(Form.Load);
        if (Form == FixedForm.Bool)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Call, WireMethods.CheckBool);
        }

        il.Emit(OpCodes.Stfld, Member.Field);
    }

    // Floating-point numbers are compared by bits: NaN is what it was, and -0.0 is not 0.0.
    public void EmitSame(ILGenerator il, Label different)
    {
        EmitAddress(il);
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(Form.LoadBits);
        il.Emit(OpCodes.Ldarg_2);
        if (Form == FixedForm.Single || Form == FixedForm.Double)
        {
            il.Emit(OpCodes.Ldflda, Member.Field);
            il.Emit(Form.LoadBits);
        }
        else
        {
            il.Emit(OpCodes.Ldfld, Member.Field);
            EmitNormalizeBool(il);
        }

        il.Emit(OpCodes.Bne_Un, different);
    }

    private void EmitAddress(ILGenerator il)
    {
        il.Emit(OpCodes.Ldloc_0);
        if (Offset == 0)
            return;
        il.Emit(OpCodes.Ldc_I4, Offset);
        il.Emit(OpCodes.Add);
    }

    private void EmitNormalizeBool(ILGenerator il)
    {
        if (Form != FixedForm.Bool)
            return;
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Cgt_Un);
    }
}
