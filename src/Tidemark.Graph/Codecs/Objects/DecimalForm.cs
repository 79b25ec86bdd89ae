using System.Reflection;
using System.Reflection.Emit;
using Tidemark.Graph.Codecs.Leaves;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>A <see cref="decimal"/>, by the methods of its codec.</summary>
internal sealed record DecimalForm() : FixedForm(DecimalCodec.Size)
{
    private static readonly MethodInfo Store = typeof(DecimalCodec).GetMethod(nameof(DecimalCodec.Store))!;
    private static readonly MethodInfo Load = typeof(DecimalCodec).GetMethod(nameof(DecimalCodec.Load))!;
    private static readonly MethodInfo SameAt = typeof(DecimalCodec).GetMethod(nameof(DecimalCodec.SameAt))!;

    public override void EmitStore(ILGenerator il) => il.Emit(OpCodes.Call, Store);

    public override void EmitLoad(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, Load);
    }

    public override void EmitBranchIfDifferent(ILGenerator il, Label different)
    {
        il.Emit(OpCodes.Call, SameAt);
        il.Emit(OpCodes.Brfalse, different);
    }
}
