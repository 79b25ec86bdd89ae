using System.Reflection.Emit;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>How a primitive or enum member is loaded and stored: little-endian, at its own width.</summary>
internal sealed record FixedForm(int Size, OpCode Load, OpCode LoadBits, OpCode Store)
{
    public static readonly FixedForm Bool = new(1, OpCodes.Ldind_U1, OpCodes.Ldind_U1, OpCodes.Stind_I1);
    public static readonly FixedForm Single = new(4, OpCodes.Ldind_R4, OpCodes.Ldind_U4, OpCodes.Stind_R4);
    public static readonly FixedForm Double = new(8, OpCodes.Ldind_R8, OpCodes.Ldind_I8, OpCodes.Stind_R8);

    private static readonly FixedForm SByte = new(1, OpCodes.Ldind_I1, OpCodes.Ldind_I1, OpCodes.Stind_I1);
    private static readonly FixedForm Byte = new(1, OpCodes.Ldind_U1, OpCodes.Ldind_U1, OpCodes.Stind_I1);
    private static readonly FixedForm Int16 = new(2, OpCodes.Ldind_I2, OpCodes.Ldind_I2, OpCodes.Stind_I2);
    private static readonly FixedForm UInt16 = new(2, OpCodes.Ldind_U2, OpCodes.Ldind_U2, OpCodes.Stind_I2);
    private static readonly FixedForm Int32 = new(4, OpCodes.Ldind_I4, OpCodes.Ldind_I4, OpCodes.Stind_I4);
    private static readonly FixedForm Int64 = new(8, OpCodes.Ldind_I8, OpCodes.Ldind_I8, OpCodes.Stind_I8);

    /// <summary>The form of a type; null if it has none.</summary>
    public static FixedForm? Of(Type type) => Type.GetTypeCode(type) switch
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
}
