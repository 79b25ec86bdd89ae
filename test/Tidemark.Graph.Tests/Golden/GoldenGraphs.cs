using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tidemark.Graph.Tests.Golden;

/// <summary>The graphs whose bytes are kept. Never change one: add another.</summary>
internal static class GoldenGraphs
{
    public static IReadOnlyList<Golden> All { get; } =
    [
        new Golden<GoldenCart>("cart", Cart),
        new Golden<GoldenNode>("cycle", Cycle),
        new Golden<GoldenNode>("deep", Deep),
        new Golden<GoldenDrawing>("derived", Drawing),
        new Golden<GoldenDictionaries>("dictionaries", Dictionaries),
        new Golden<GoldenSets>("sets", Sets),
        new Golden<GoldenSequences>("sequences", Sequences),
        new Golden<GoldenWrappers>("wrappers", Wrappers),
        new Golden<GoldenParts>("parts", Parts),
        new Golden<GoldenLeaves>("leaves", Leaves),
        new Golden<GoldenStructs>("structs", Structs),
        new Golden<string?[]>("strings", () => [null, "", "a", "caf\u00e9", "\u4e2d\u6587", "\ud800", new string('x', 200)]),
        new Golden<int>("number", () => 258),
        new Golden<object?>("null", () => null),
    ];

    private static GoldenCart Cart()
    {
        var cart = new GoldenCart { Customer = "Ada", IsOpen = true, Changed = new DateTime(2026, 11, 22, 8, 30, 0, DateTimeKind.Utc) };
        for (var i = 0; i < 3; i++)
            cart.Lines.Add(new GoldenLine { Sku = $"SKU-{i}", Quantity = i + 1, Price = 9.95m * (i + 1) });
        cart.Favourite = cart.Lines[1];
        return cart;
    }

    private static GoldenNode Cycle()
    {
        var first = new GoldenNode { Number = 1 };
        first.Next = new GoldenNode { Number = 2, Previous = first, Next = first };
        first.Previous = first.Next;
        return first;
    }

    // Bodies beyond the 64th level come later; heads of arrays do not.
    private static GoldenNode Deep()
    {
        var first = new GoldenNode();
        for (var (i, node) = (1, first); i < 70; i++)
            node = node.Next = new GoldenNode { Number = i, Previous = node, Numbers = i > 60 ? [i, -i] : null };
        return first;
    }

    private static GoldenDrawing Drawing()
    {
        var circle = new GoldenCircle { Radius = 1.5 };
        return new GoldenDrawing
        {
            Main = circle,
            Shapes = [circle, new GoldenSquare(2, null), new GoldenSquare(3, "three"), null],
            Anything = [1, "text", 2L, 3, new List<int> { 1, 2 }, new[] { "a" }, (1, "a"), Tuple.Create(circle, 5), new Dictionary<int, int[]> { [1] = [2] }],
        };
    }

    private static GoldenDictionaries Dictionaries() => new()
    {
        Names = { ["one"] = 1, ["two"] = 2 },
        Sorted = { [2] = "b", [1] = null },
        List = { [3] = "c" },
        Ordered = { ["z"] = new GoldenLine { Sku = "z" }, ["a"] = new GoldenLine { Sku = "a" } },
        Table = { ["key"] = 5 },
        Immutable = System.Collections.Immutable.ImmutableSortedDictionary<int, int>.Empty.Add(1, 2),
        Frozen = FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create(3, 4)]),
        Form = { { "a", "1" }, { "a", "2" }, { "b", null } },
        Queue = new([("urgent", 1), ("later", 2)]),
    };

    private static GoldenSets Sets() => new()
    {
        Words = ["one", "two", "\u4e2d"],
        Numbers = [3, 1, 2],
        Immutable = [5, 4],
        Frozen = FrozenSet.Create(7),
        ReadOnly = new(new HashSet<int> { 8, 9 }),
    };

    private static GoldenSequences Sequences() => new()
    {
        Bytes = [0, 127, 255],
        Texts = ["a", null],
        Grid = new[,] { { 1, 2, 3 }, { 4, 5, 6 } },
        Jagged = [[1], [], [2, 3]],
        Linked = new([1, 2]),
        Queue = new(["first", "second"]),
        Stack = new(["bottom", "top"]),
        Array = [1, 2],
        List = ["a", null],
        Fixed = [1, 2],
        Old = ["text", 5, null],
        Bits = new([true, false, true, true, false, false, false, false, true]),
    };

    private static GoldenWrappers Wrappers()
    {
        var wrappers = new GoldenWrappers { Shared = [1, 2, 3], Own = { "a", "b" }, Observed = ["seen"], Text = "part of a text".AsMemory(0, 4) };
        wrappers.View = wrappers.Shared.AsReadOnly();
        wrappers.Collection = new(wrappers.Shared);
        wrappers.Own.Note = "note";
        wrappers.Keyed.Add(new GoldenLine { Sku = "key", Quantity = 1 });
        int[] whole = [1, 2, 3, 4];
        wrappers.Segment = new(whole, 1, 2);
        wrappers.Memory = whole.AsMemory(2);
        return wrappers;
    }

    private static GoldenParts Parts()
    {
        int[] whole = [1, 2, 3, 4];
        var parts = new GoldenParts
        {
            Segment = new(whole, 1, 2),
            Empty = new(whole, 1, 0),
            Memory = whole.AsMemory(2),
            ReadOnly = new[] { "a", null }.AsMemory(),
            Text = "part of a text".AsMemory(0, 4),
            Lines = [new() { Sku = "line", Quantity = 1 }],
            Json = new JsonObject { ["a"] = 1, ["b"] = new JsonArray(true, null, "text"), ["c"] = null },
        };
        (parts.Row[0], parts.Row[2]) = (5, 7);
        return parts;
    }

    private static GoldenLeaves Leaves() => new()
    {
        Byte = 200,
        SByte = -100,
        Int16 = short.MinValue,
        UInt16 = 65535,
        Int32 = -2,
        UInt32 = 0xDEADBEEF,
        Int64 = long.MinValue,
        UInt64 = ulong.MaxValue,
        Int128 = -3,
        UInt128 = (UInt128)1 << 100,
        Half = (Half)1.5,
        Single = -0f,
        Double = double.NaN,
        Decimal = -12345.6700m,
        BigInteger = BigInteger.Pow(-7, 30),
        Complex = new(1, -1),
        Char = '\u4e2d',
        Rune = new(0x1F600),
        Guid = new("0f8fad5b-d9cb-469f-a165-70867728950e"),
        TimeSpan = TimeSpan.FromMinutes(-90),
        Utc = new(2026, 11, 22, 1, 2, 3, DateTimeKind.Utc),
        Offset = new(2026, 11, 22, 1, 2, 3, TimeSpan.FromMinutes(-330)),
        Date = new(2026, 11, 22),
        Time = new(23, 59),
        Index = ^3,
        Range = 1..^1,
        Uri = new("https://shop.example/a%20b?c=d"),
        Version = new(1, 2, 3),
        Culture = CultureInfo.InvariantCulture,
        Zone = TimeZoneInfo.Utc,
        DBNull = DBNull.Value,
        Address = IPAddress.Parse("fe80::1%7"),
        EndPoint = new(IPAddress.Loopback, 8080),
        Builder = new("built"),
        Json = JsonElement.Parse("""{"a": [1, 2.0, null]}"""),
        Object = new(),
        Lock = new(),
    };

    private static GoldenStructs Structs() => new()
    {
        Point = new() { X = 1, Y = 2, Name = "here" },
        Points = [new() { X = 3 }, new() { Y = 4 }],
        Pair = (5, "five"),
        Eight = (1, 2, 3, 4, 5, 6, 7, "eight"),
        Tuple = Tuple.Create(6, "six"),
        Entry = new(7, "seven"),
        Some = new() { X = 8 },
        Day = DayOfWeek.Friday,
        Maybe = (DayOfWeek)77,
        Numbers = [1, null],
    };
}
