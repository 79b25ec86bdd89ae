using System.Collections;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>Every leaf type of the engine. Enums are declared by the universes themselves.</summary>
internal static class Leaves
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York"];
    private static readonly string[] Cultures = ["", "de-DE", "en-US", "fr-FR"];

    public static Leaf Int { get; } = Bits("int", LeafUse.SortKey, seed => seed < 4 ? (int)seed : (int)Mix(seed));

    public static Leaf String { get; } = Of("string", LeafUse.SortKey, TextOf, (a, b) => a.Equals(b, StringComparison.Ordinal));

    /// <summary>Those that most applications hold; they are drawn more often.</summary>
    public static IReadOnlyList<Leaf> Common { get; } =
    [
        Int, String,
        Bits("bool", LeafUse.Value, seed => (seed & 1) != 0),
        Bits("long", LeafUse.SortKey, seed => (long)Mix(seed)),
        Bits("double", LeafUse.SortKey, DoubleOf),
        Bits("decimal", LeafUse.SortKey, DecimalOf),
        Bits("DateTime", LeafUse.SortKey, DateOf),
        Bits("Guid", LeafUse.SortKey, seed => seed == 0 ? Guid.Empty : new Guid((int)Mix(seed), 1, 2, 3, 4, 5, 6, 7, 8, 9, (byte)seed)),
    ];

    public static IReadOnlyList<Leaf> Rare { get; } = [.. Numbers(), .. Times(), .. Objects()];

    public static IReadOnlyList<Leaf> All { get; } = [.. Common, .. Rare];

    /// <summary>Spreads a number over 64 bits; 0 stays 0.</summary>
    public static ulong Mix(uint seed) => seed * 0x9E3779B97F4A7C15UL ^ (seed * 0x9E3779B97F4A7C15UL >> 29);

    /// <summary>A text of any sort: empty, short or long, with one byte a character or two, with halves of pairs.</summary>
    public static string TextOf(uint seed)
    {
        var (sort, size) = (seed % 8, seed / 8 % 64);
        return (seed, sort) switch
        {
            (0, _) => "",
            (_, 0) => new string((char)('a' + (size % 26)), (int)(size * size / 8)),
            (_, 1) => "\u00e9" + size,
            (_, 2) => "\u4e2d" + size,
            (_, 3) => new string('\u4e2d', (int)size) + "x",
            (_, 4) => size % 2 == 0 ? "\ud800" : "\udc00\u0000",
            (_, 5) => string.Concat(Enumerable.Range(0, (int)size).Select(i => $"word {Mix((uint)i * seed) % 1000} ")),
            _ => size.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static IEnumerable<Leaf> Numbers() =>
    [
        Bits("byte", LeafUse.SortKey, seed => (byte)seed), Bits("sbyte", LeafUse.SortKey, seed => (sbyte)seed),
        Bits("short", LeafUse.SortKey, seed => (short)Mix(seed)), Bits("ushort", LeafUse.SortKey, seed => (ushort)Mix(seed)),
        Bits("uint", LeafUse.SortKey, seed => (uint)Mix(seed)), Bits("ulong", LeafUse.SortKey, seed => Mix(seed)),
        Bits("char", LeafUse.SortKey, seed => (char)Mix(seed)),
        Bits("Half", LeafUse.Value, seed => (Half)DoubleOf(seed)), Bits("float", LeafUse.SortKey, seed => (float)DoubleOf(seed)),
        Bits("Int128", LeafUse.SortKey, seed => new Int128(Mix(seed), Mix(seed * 3))),
        Bits("UInt128", LeafUse.Value, seed => new UInt128(Mix(seed), Mix(seed * 5))),
        Of("BigInteger", LeafUse.SortKey, seed => BigInteger.Pow(seed, (int)(seed % 40)) - seed, (a, b) => a == b),
        Bits("Complex", LeafUse.Value, seed => new Complex(DoubleOf(seed), seed)),
        Bits("Index", LeafUse.Value, seed => new Index((int)(seed / 2), seed % 2 == 1)),
        Bits("Range", LeafUse.Value, seed => (int)(seed / 3)..new Index((int)(seed % 7), seed % 2 == 1)),
        Bits("Rune", LeafUse.Key, seed => new Rune((char)(Mix(seed) % 0xD800))),
    ];

    private static IEnumerable<Leaf> Times() =>
    [
        Bits("TimeSpan", LeafUse.SortKey, seed => new TimeSpan((long)Mix(seed))),
        Of("DateTimeOffset", LeafUse.SortKey,
            seed => seed == 0 ? default : new DateTimeOffset(new DateTime(2026, 1, 1).AddHours(seed % 9999), TimeSpan.FromMinutes(seed % 800)),
            (a, b) => a.EqualsExact(b)),
        Bits("DateOnly", LeafUse.SortKey, seed => DateOnly.FromDayNumber((int)(Mix(seed) % 3_000_000))),
        Bits("TimeOnly", LeafUse.SortKey, seed => new TimeOnly((long)(Mix(seed) % TimeSpan.TicksPerDay))),
        Of<TimeZoneInfo?>("TimeZoneInfo", LeafUse.Value,
            seed => seed % 4 == 0 ? null : TimeZoneInfo.FindSystemTimeZoneById(Zones[seed % 3]), (a, b) => a!.Id == b!.Id),
    ];

    private static IEnumerable<Leaf> Objects() =>
    [
        Of<Uri?>("Uri", LeafUse.Value,
            seed => (seed % 4) switch { 0 => null, 1 => new Uri($"x/{seed}", UriKind.Relative), _ => new Uri($"http://a/{seed}?%20") },
            (a, b) => a!.OriginalString == b!.OriginalString && a.IsAbsoluteUri == b.IsAbsoluteUri),
        Of<Version?>("Version", LeafUse.SortKey,
            seed => (seed % 3) switch { 0 => null, 1 => new Version(1, (int)seed), _ => new Version(1, 2, (int)seed, 0) }, (a, b) => a!.Equals(b)),
        Of<CultureInfo?>("CultureInfo", LeafUse.Value, seed => seed % 5 == 0 ? null : CultureInfo.GetCultureInfo(Cultures[seed % 4]),
            (a, b) => a!.Name == b!.Name && a.IsReadOnly == b.IsReadOnly),
        Of<DBNull?>("DBNull", LeafUse.Value, seed => seed % 2 == 0 ? null : DBNull.Value, (_, _) => true),
        Of<IPAddress?>("IPAddress", LeafUse.Value, seed => seed % 3 == 0 ? null : new IPAddress(seed), (a, b) => a!.Equals(b)),
        Of<IPEndPoint?>("IPEndPoint", LeafUse.Value,
            seed => seed % 3 == 0 ? null : new IPEndPoint(IPAddress.Loopback, (int)(seed % 60000)), (a, b) => a!.Equals(b)),
        Of<StringBuilder?>("StringBuilder", LeafUse.Identity, seed => seed % 3 == 0 ? null : new StringBuilder(1).Append(TextOf(seed)).Append('!'),
            (a, b) => a!.ToString() == b!.ToString()),
        Of<BitArray?>("BitArray", LeafUse.Identity, seed => seed % 3 == 0 ? null : new BitArray((int)(seed % 70)),
            (a, b) => a!.Cast<bool>().SequenceEqual(b!.Cast<bool>())),
        Of("JsonElement", LeafUse.Value, seed => seed == 0 ? default : JsonElement.Parse($"{{\"a\": [{seed}, \"\\u00e9\"]}}"),
            (a, b) => a.ValueKind == b.ValueKind && (a.ValueKind == JsonValueKind.Undefined || a.GetRawText() == b.GetRawText())),
        Of<Lock?>("Lock", LeafUse.Identity, seed => seed % 2 == 0 ? null : new Lock(), (_, _) => true),
    ];

    private static double DoubleOf(uint seed) => seed switch
    {
        0 => 0,
        1 => -0.0,
        2 => double.NaN,
        3 => -double.NaN,
        4 => double.PositiveInfinity,
        5 => double.Epsilon,
        _ => (seed * 0.37) - 5,
    };

    private static decimal DecimalOf(uint seed) => seed switch
    {
        0 => 0m,
        1 => 0.00m,
        2 => 1m,
        3 => 1.0m,
        4 => decimal.MinValue,
        5 => new decimal(0, 0, 0, true, 3),
        _ => seed / 100m,
    };

    private static DateTime DateOf(uint seed) => new((long)(Mix(seed / 3) % (ulong)DateTime.MaxValue.Ticks), (DateTimeKind)(seed % 3));

    private static Leaf<T> Of<T>(string name, LeafUse use, Func<uint, T> make, Func<T, T, bool> same) => new(name, use, make, same);

    private static Leaf<T> Bits<T>(string name, LeafUse use, Func<uint, T> make) where T : unmanaged =>
        new(name, use, make, (a, b) => BytesOf(ref a).SequenceEqual(BytesOf(ref b)));

    private static ReadOnlySpan<byte> BytesOf<T>(ref T value) where T : unmanaged =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>());
}
