using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Tests.Schemas;

/// <summary>The numbers beneath enums, bit by bit.</summary>
public sealed class EnumNumberLaws
{
    public static TheoryData<string> Names =>
    [
        .. new[]
        {
            typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(Int128),
        }.Select(type => type.FullName!),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_bit_counts_once_and_lies_where_it_was_written(string name)
    {
        var size = EnumNumber.SizeOf(name);
        Assert.Equal(0, EnumNumber.BitsIn(name, 0));
        for (var bit = 0; bit < 8 * size; bit++)
        {
            var bytes = new byte[size];
            bytes[bit / 8] = (byte)(1 << (bit % 8));
            var number = EnumNumber.Read(name, bytes);
            Assert.Equal(bytes, EnumNumber.Write(name, number));
            Assert.Equal(1, EnumNumber.BitsIn(name, number));
        }

        var all = EnumNumber.Read(name, Enumerable.Repeat(byte.MaxValue, size).ToArray());
        Assert.Equal(8 * size, EnumNumber.BitsIn(name, all));
        Assert.Equal(8 * size - 1, EnumNumber.BitsIn(name, all & ~(Int128)1));
    }

    [Fact]
    public void Negative_numbers_stay_negative_and_others_do_not_become_so()
    {
        Assert.Equal(sbyte.MinValue, EnumNumber.Read("System.SByte", [0x80]));
        Assert.Equal(sbyte.MaxValue, EnumNumber.Read("System.SByte", [0x7f]));
        Assert.Equal(0x80, EnumNumber.Read("System.Byte", [0x80]));
        Assert.Equal(short.MinValue, EnumNumber.Read("System.Int16", [0, 0x80]));
        Assert.Equal(0x80, EnumNumber.Read("System.Int16", [0x80, 0]));
        Assert.Equal(ulong.MaxValue, EnumNumber.Read("System.UInt64", Enumerable.Repeat(byte.MaxValue, 8).ToArray()));
        Assert.Equal(-1, EnumNumber.Read("System.Int64", Enumerable.Repeat(byte.MaxValue, 8).ToArray()));
        Assert.True(EnumNumber.IsNumber("System.Byte"));
        Assert.False(EnumNumber.IsNumber("System.Char"));
    }
}
