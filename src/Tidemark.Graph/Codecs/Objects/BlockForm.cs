using System.Reflection;
using System.Reflection.Emit;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>Structs whose memory is their form, such as <see cref="Guid"/> and <see cref="decimal"/>: one copy, one comparison of bits.</summary>
internal sealed record BlockForm(Type Type, int Size, MethodInfo? Check) : FixedForm(Size)
{
    private static readonly MethodInfo SameBits = typeof(Bits).GetMethod(nameof(Bits.SameAt))!;

    public override void EmitStore(ILGenerator il)
    {
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(OpCodes.Stobj, Type);
    }

    public override void EmitLoad(ILGenerator il)
    {
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(OpCodes.Ldobj, Type);
        if (Check is null)
            return;
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, Check);
    }

    public override void EmitBranchIfDifferent(ILGenerator il, Label different)
    {
        il.Emit(OpCodes.Call, SameBits.MakeGenericMethod(Type));
        il.Emit(OpCodes.Brfalse, different);
    }
}
