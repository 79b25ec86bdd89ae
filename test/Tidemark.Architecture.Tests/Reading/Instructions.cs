using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Tidemark.Architecture.Tests.Reading;

/// <summary>Reads which types, fields and methods the instructions of a method name, and with which number as the last argument.</summary>
internal static class Instructions
{
    // ldc.i4.m1 to ldc.i4.8, and ldc.i4.s.
    private const int LoadMinusOne = 0x15;
    private const int LoadZero = 0x16;
    private const int LoadEight = 0x1E;
    private const int LoadShort = 0x1F;

    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>What is named, each with the constant that the instruction before it pushed; null if that pushed none.</summary>
    public static IEnumerable<(EntityHandle Token, int? Constant)> TokensOf(MethodBodyBlock body)
    {
        var tokens = new List<(EntityHandle Token, int? Constant)>();
        int? pushed = null;
        var reader = body.GetILReader();
        while (reader.RemainingBytes > 0)
        {
            int value = reader.ReadByte();
            if (value == 0xFE)
                value = (value << 8) | reader.ReadByte();
            var before = pushed;
            pushed = null;
            switch (Codes[value].OperandType)
            {
                case OperandType.InlineNone when value is >= LoadMinusOne and <= LoadEight:
                    pushed = value - LoadZero;
                    break;
                case OperandType.ShortInlineI when value == LoadShort:
                    pushed = reader.ReadSByte();
                    break;
                case OperandType.InlineI:
                    pushed = reader.ReadInt32();
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    tokens.Add((MetadataTokens.EntityHandle(reader.ReadInt32()), before));
                    break;
                case OperandType.InlineSwitch:
                    var targets = reader.ReadInt32();
                    reader.Offset += targets * sizeof(int);
                    break;
                case var operand:
                    reader.Offset += SizeOf(operand);
                    break;
            }
        }

        return tokens;
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
