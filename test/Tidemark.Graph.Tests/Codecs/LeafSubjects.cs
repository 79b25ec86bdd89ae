using System.Collections;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using static Tidemark.Graph.Tests.Codecs.Sample;

namespace Tidemark.Graph.Tests.Codecs;

internal static class LeafSubjects
{
    public static IEnumerable<Subject> All() => [.. Numbers(), .. Times(), .. Texts(), .. Tuples()];

    private static IEnumerable<Subject> Numbers() =>
    [
        Of("bool", false, true), Of<byte>("byte", 0, 1, 255), Of<sbyte>("sbyte", -128, 0, 127), Of<short>("short", short.MinValue, 0, 1),
        Of<ushort>("ushort", 0, 1, ushort.MaxValue), Of("int", int.MinValue, -1, 0, 1), Of<uint>("uint", 0, 1, uint.MaxValue),
        Of("long", long.MinValue, 0, 1L), Of<ulong>("ulong", 0, 1, ulong.MaxValue), Of("char", '\0', 'a', '\ud800', '\uffff'),
        Bits("Half", v => BitConverter.HalfToUInt16Bits(v), Half.NaN, (Half)0, -(Half)0, (Half)1.5),
        Bits("float", v => BitConverter.SingleToUInt32Bits(v), float.NaN, -float.NaN, 0f, -0f, 1.5f),
        Bits("double", v => BitConverter.DoubleToUInt64Bits(v), double.NaN, -double.NaN, 0d, -0d, 1.5d),
        Of("Int128", Int128.MinValue, 0, 1), Of("UInt128", UInt128.MaxValue, (UInt128)0, (UInt128)1),
        Bits("decimal", v => string.Join(' ', decimal.GetBits(v)), 0m, 0.0m, 1m, 1.0m, -1m, decimal.MaxValue, decimal.MinValue),
        Of("BigInteger", BigInteger.Zero, BigInteger.MinusOne, BigInteger.Pow(7, 100), BigInteger.Pow(-7, 1001), new BigInteger(128)),
        Of("Complex", new Complex(0, 1), new Complex(1, 0)), Of("enum", DayOfWeek.Monday, DayOfWeek.Friday, (DayOfWeek)77),
        Of("byte enum",
            Small.One, Small.Two), Of("int?", (int?)null, 0, 1), Of("Guid", Guid.Empty, new Guid("0f8fad5b-d9cb-469f-a165-70867728950e")),
        Of("Index", new Index(0), new Index(3), ^0, ^3), Of("Range", .., 1..^1, 2..3), Of("Rune", new Rune('a'), new Rune(0x1F600)),
        new Subject<BitArray>("BitArray", r => new BitArray(Many(r, r => r.Next(2) == 0, 40)), v => Ordered(v.Cast<bool>())),
    ];

    private static IEnumerable<Subject> Times() =>
    [
        Bits("DateTime",
            v => $"{v.Ticks} {v.Kind}", default, DateTime.MaxValue, new(5), new(5, DateTimeKind.Utc), new(5, DateTimeKind.Local)),
        Bits("DateTimeOffset", v => $"{v.Ticks} {v.Offset}", default, DateTimeOffset.MaxValue, DateTimeOffset.MinValue,
            new(new DateTime(2026, 1, 1), TimeSpan.FromHours(14)), new(new DateTime(2026, 1, 1), TimeSpan.FromMinutes(-839))),
        Of("DateOnly", DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(2026, 11, 22)),
        Of("TimeOnly", TimeOnly.MinValue, TimeOnly.MaxValue, new TimeOnly(12, 30)),
        Of("TimeSpan", TimeSpan.MinValue, TimeSpan.Zero, TimeSpan.MaxValue),
        Bits<TimeZoneInfo?>("TimeZoneInfo", v => v?.Id, null, TimeZoneInfo.Utc, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")),
    ];

    private static IEnumerable<Subject> Texts() =>
    [
        Of("string", null, "", "a", "\u00e9", "\u4e2d", "\ud800", "long enough to be compared by vectors", "lang genug \u4e2d"),
        Bits<Uri?>("Uri",
            v => $"{v?.OriginalString} {v?.IsAbsoluteUri}", null, new("http://a/b?c=%20"), new("http://A/b"), new("b/c", UriKind.Relative),
            new("", UriKind.Relative)),
        Of("Version", null, new Version(1, 2), new Version(1, 2, 0), new Version(1, 2, 0, 300)),
        Bits<CultureInfo?>("CultureInfo",
            v => $"{v?.Name} {v?.IsReadOnly}", null, CultureInfo.InvariantCulture, new("de-DE"), CultureInfo.GetCultureInfo("de-DE")),
        Bits<IPAddress?>("IPAddress",
            v => $"{v} {(v?.GetAddressBytes().Length == 16 ? v.ScopeId : 0)}",
            null, IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("fe80::1%7")),
        Of("IPEndPoint",
            null, new IPEndPoint(IPAddress.Loopback, 80), new IPEndPoint(IPAddress.IPv6Any, 80), new IPEndPoint(IPAddress.Loopback, 65535)),
        new Subject<StringBuilder>("StringBuilder", r => new StringBuilder(1).Append(Word(r)).Append(Word(r)), v => v.ToString()),
        new Subject<JsonElement>("JsonElement", Json, v => v.ValueKind == JsonValueKind.Undefined ? "none" : v.GetRawText()),
        Bits<DBNull?>("DBNull", v => v is null ? "null" : "DBNull", null, DBNull.Value),
        Bits<object?>("object", v => v is null ? "null" : "object", null, new object()),
        Bits<Lock?>("Lock", v => v is null ? "null" : "Lock", null, new Lock()),
    ];

    private static IEnumerable<Subject> Tuples() =>
    [
        new Subject<KeyValuePair<int, string?>>("KeyValuePair", r => new(Number(r), WordOrNull(r)), v => Ordered([v])),
        new Subject<ValueTuple<int>>("ValueTuple<1>", r => new(Number(r)), v => v.ToString()),
        new Subject<(int, string?)>("ValueTuple<2>", r => (Number(r), WordOrNull(r)), v => $"{v.Item1} {Text(v.Item2)}"),
        new Subject<(int, int, int)>("ValueTuple<3>", r => (Number(r), 0, Number(r)), v => v.ToString()),
        new Subject<(int, int, int, int)>("ValueTuple<4>", r => (Number(r), 0, 0, Number(r)), v => v.ToString()),
        new Subject<(int, int, int, int, int)>("ValueTuple<5>", r => (Number(r), 0, 0, 0, Number(r)), v => v.ToString()),
        new Subject<(int, int, int, int, int, int)>("ValueTuple<6>", r => (Number(r), 0, 0, 0, 0, Number(r)), v => v.ToString()),
        new Subject<(int, int, int, int, int, int, int)>("ValueTuple<7>", r => (1, 2, Number(r), 4, 5, 6, Number(r)), v => v.ToString()),
        new Subject<(int, int, int, int, int, int, int, int, int)>("ValueTuple<9>",
            r => (1, 2, 3, 4, 5, 6, 7, 8, Number(r)), v => v.ToString()),
        new Subject<Tuple<int>?>("Tuple<1>", r => r.Next(3) == 0 ? null : new(Number(r)), v => v?.ToString() ?? "null"),
        new Subject<Tuple<int, int>>("Tuple<2>", r => new(Number(r), Number(r)), v => v.ToString()),
        new Subject<Tuple<int, int, int>>("Tuple<3>", r => new(Number(r), 0, Number(r)), v => v.ToString()),
        new Subject<Tuple<int, int, int, int>>("Tuple<4>", r => new(1, 2, 3, Number(r)), v => v.ToString()),
        new Subject<Tuple<int, int, int, int, int>>("Tuple<5>", r => new(1, 2, 3, 4, Number(r)), v => v.ToString()),
        new Subject<Tuple<int, int, int, int, int, int>>("Tuple<6>", r => new(1, 2, 3, 4, 5, Number(r)), v => v.ToString()),
        new Subject<Tuple<int, int, int, int, int, int, int>>("Tuple<7>", r => new(1, 2, 3, 4, 5, 6, Number(r)), v => v.ToString()),
        new Subject<Tuple<int, int, int, int, int, int, int, Tuple<int>>>("Tuple<8>",
            r => new(1, 2, 3, 4, 5, 6, 7, new(Number(r))), v => v.ToString()),
    ];

    private static Subject<T> Of<T>(string name, params T[] values) => new(name, r => values[r.Next(values.Length)], v => Text(v));

    private static Subject<T> Bits<T>(string name, Func<T, object?> text, params T[] values) =>
        new(name, r => values[r.Next(values.Length)], v => Text(text(v)));

    private static JsonElement Json(Random random) => random.Next(4) switch
    {
        0 => default,
        1 => JsonElement.Parse("""{"a": [1, 2.0, null]}"""),
        2 => JsonElement.Parse("""{"a":[1,2.0,null]}"""),
        _ => JsonElement.Parse("\"\\u00e9\""),
    };

    private enum Small : byte
    {
        One = 1,
        Two = 2,
    }
}
