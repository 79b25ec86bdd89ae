using System.Reflection.Emit;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>Numbers, characters, Booleans and enums: one instruction each.</summary>
internal sealed record PrimitiveForm(int Size, OpCode Load, OpCode Bits, OpCode Store, TypeCode Kind = TypeCode.Empty) : FixedForm(Size)
{
    private static readonly PrimitiveForm Bool = new(1, OpCodes.Ldind_U1, OpCodes.Ldind_U1, OpCodes.Stind_I1, TypeCode.Boolean);
    private static readonly PrimitiveForm SByte = new(1, OpCodes.Ldind_I1, OpCodes.Ldind_I1, OpCodes.Stind_I1);
    private static readonly PrimitiveForm Byte = new(1, OpCodes.Ldind_U1, OpCodes.Ldind_U1, OpCodes.Stind_I1);
    private static readonly PrimitiveForm Int16 = new(2, OpCodes.Ldind_I2, OpCodes.Ldind_I2, OpCodes.Stind_I2);
    private static readonly PrimitiveForm UInt16 = new(2, OpCodes.Ldind_U2, OpCodes.Ldind_U2, OpCodes.Stind_I2);
    private static readonly PrimitiveForm Int32 = new(4, OpCodes.Ldind_I4, OpCodes.Ldind_I4, OpCodes.Stind_I4);
    private static readonly PrimitiveForm Int64 = new(8, OpCodes.Ldind_I8, OpCodes.Ldind_I8, OpCodes.Stind_I8);

    // Floating-point numbers are compared by bits: NaN is what it was, and -0.0 is not 0.0.
    private static readonly PrimitiveForm Single = new(4, OpCodes.Ldind_R4, OpCodes.Ldind_I4, OpCodes.Stind_R4);
    private static readonly PrimitiveForm Double = new(8, OpCodes.Ldind_R8, OpCodes.Ldind_I8, OpCodes.Stind_R8);

    public static PrimitiveForm? Of(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => Bool,
        TypeCode.SByte => SByte,
        TypeCode.Byte => Byte,
        TypeCode.Int16 => Int16,
        TypeCode.UInt16 or TypeCode.Char => UInt16,
        TypeCode.Int32 or TypeCode.UInt32 => Int32,
        TypeCode.Int64 or TypeCode.UInt64 => Int64,
        TypeCode.Single => Single,
        TypeCode.Double => Double,
        _ => null,
    };

    public override void EmitStore(ILGenerator il)
    {
        EmitNormalizeBool(il);
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(Store);
    }

    public override void EmitLoad(ILGenerator il)
    {
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(Load);
        if (Kind != TypeCode.Boolean)
            return;
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, WireMethods.CheckBool);
    }

    public override void EmitBranchIfDifferent(ILGenerator il, Label different)
    {
        il.Emit(Bits);
        EmitNormalizeBool(il);
        var live = il.DeclareLocal(Size == 8 ? typeof(long) : typeof(int));
        il.Emit(OpCodes.Stloc, live);
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(Bits);
        il.Emit(OpCodes.Ldloc, live);
        il.Emit(OpCodes.Bne_Un, different);
    }

    // A Boolean made by unsafe code may hold any byte; it is written as 1.
    private void EmitNormalizeBool(ILGenerator il)
    {
        if (Kind != TypeCode.Boolean)
            return;
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Cgt_Un);
    }
}
