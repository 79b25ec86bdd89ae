using System.Numerics;

namespace Tidemark.Graph.Tests.Models;

/// <summary>A member of every type that compiled members move by themselves, and of some that they do not.</summary>
public sealed class Plain
{
    public bool Bool { get; set; }
    public byte Byte { get; set; }
    public sbyte SByte { get; set; }
    public short Int16 { get; set; }
    public ushort UInt16 { get; set; }
    public int Int32 { get; set; }
    public uint UInt32 { get; set; }
    public long Int64 { get; set; }
    public ulong UInt64 { get; set; }
    public char Char { get; set; }
    public float Single { get; set; }
    public double Double { get; set; }
    public Half Half { get; set; }
    public decimal Decimal { get; set; }
    public Int128 Int128 { get; set; }
    public BigInteger BigInteger { get; set; }
    public Guid Guid { get; set; }
    public DateTime DateTime { get; set; }
    public DateTimeOffset DateTimeOffset { get; set; }
    public DateOnly DateOnly { get; set; }
    public TimeOnly TimeOnly { get; set; }
    public TimeSpan TimeSpan { get; set; }
    public DayOfWeek Enum { get; set; }
    public int? NullableInt { get; set; }
    public Index Index { get; set; }
    public Range Range { get; set; }
    public string? String { get; set; }
    public Uri? Uri { get; set; }
    public Version? Version { get; set; }

    public static Plain Random(int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[16];
        random.NextBytes(bytes);
        var ticks = random.NextInt64(DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay);
        return new Plain
        {
            Bool = random.Next(2) == 0,
            Byte = bytes[0],
            SByte = (sbyte)bytes[1],
            Int16 = (short)random.Next(),
            UInt16 = (ushort)random.Next(),
            Int32 = random.Next() - random.Next(),
            UInt32 = (uint)random.NextInt64(),
            Int64 = random.NextInt64() - random.NextInt64(),
            UInt64 = (ulong)random.NextInt64() * 2,
            Char = (char)random.Next(char.MaxValue),
            Single = random.NextSingle() - 0.5f,
            Double = random.NextDouble() - 0.5,
            Half = (Half)random.NextDouble(),
            Decimal = new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29)),
            Int128 = BitConverter.ToInt128(bytes),
            BigInteger = new BigInteger(bytes),
            Guid = new Guid(bytes),
            DateTime = new DateTime(ticks, (DateTimeKind)random.Next(3)),
            DateTimeOffset = new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(random.Next(0, 600))),
            DateOnly = DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber)),
            TimeOnly = new TimeOnly(random.NextInt64(TimeSpan.TicksPerDay)),
            TimeSpan = TimeSpan.FromTicks(random.NextInt64()),
            Enum = (DayOfWeek)random.Next(7),
            NullableInt = random.Next(2) == 0 ? null : random.Next(),
            Index = new Index(random.Next(100), random.Next(2) == 0),
            Range = random.Next(100)..^random.Next(100),
            String = random.Next(3) switch { 0 => null, 1 => "caf\u00e9 " + random.Next(), _ => "\u4e2d\u6587 " + random.Next() },
            Uri = random.Next(2) == 0 ? null : new Uri("https://shop.example/" + random.Next()),
            Version = random.Next(2) == 0 ? null : new Version(random.Next(9), random.Next(9)),
        };
    }
}
