using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tidemark.Graph.Tests.Golden;

// What golden files hold. Never change these types: add new ones, with files of their own.
[SessionName("Golden.Cart")]
internal sealed class GoldenCart
{
    public string Customer { get; set; } = "";
    public string? Coupon { get; set; }
    public List<GoldenLine> Lines { get; set; } = [];
    public GoldenLine? Favourite { get; set; }
    public bool IsOpen { get; set; }
    public DateTime Changed { get; set; }
}

[SessionName("Golden.Line")]
internal sealed class GoldenLine
{
    public string Sku { get; set; } = "";
    public int Quantity { get; set; }
    public decimal Price { get; set; }
}

[SessionName("Golden.Node")]
internal sealed class GoldenNode
{
    public int Number { get; set; }
    public GoldenNode? Next { get; set; }
    public GoldenNode? Previous { get; set; }
    public int[]? Numbers { get; set; }
}

[SessionName("Golden.IShape")]
[SessionDerivedType(typeof(GoldenCircle))]
[SessionDerivedType(typeof(GoldenSquare))]
internal interface IGoldenShape;

[SessionName("Golden.Circle")]
internal sealed class GoldenCircle : IGoldenShape
{
    public double Radius { get; set; }
}

[SessionName("Golden.Square")]
internal sealed record GoldenSquare(double Side, string? Name) : IGoldenShape;

[SessionName("Golden.Drawing")]
internal sealed class GoldenDrawing
{
    public IGoldenShape? Main { get; set; }
    public IGoldenShape?[] Shapes { get; set; } = [];
    public List<object?> Anything { get; set; } = [];
}

[SessionName("Golden.Dictionaries")]
internal sealed class GoldenDictionaries
{
    public Dictionary<string, int> Names { get; set; } = new(StringComparer.OrdinalIgnoreCase);
    public SortedDictionary<int, string?> Sorted { get; set; } = [];
    public SortedList<int, string?> List { get; set; } = [];
    public OrderedDictionary<string, GoldenLine> Ordered { get; set; } = [];
    public Hashtable Table { get; set; } = [];
    public ImmutableSortedDictionary<int, int>? Immutable { get; set; }
    public FrozenDictionary<int, int>? Frozen { get; set; }
    public NameValueCollection Form { get; set; } = [];
    public PriorityQueue<string, int> Queue { get; set; } = new();
}

[SessionName("Golden.Sets")]
internal sealed class GoldenSets
{
    public HashSet<string> Words { get; set; } = [];
    public SortedSet<int> Numbers { get; set; } = [];
    public ImmutableSortedSet<int>? Immutable { get; set; }
    public FrozenSet<int>? Frozen { get; set; }
    public ReadOnlySet<int>? ReadOnly { get; set; }
}

[SessionName("Golden.Sequences")]
internal sealed class GoldenSequences
{
    public byte[]? Bytes { get; set; }
    public string?[]? Texts { get; set; }
    public int[,]? Grid { get; set; }
    public int[][]? Jagged { get; set; }
    public LinkedList<int> Linked { get; set; } = [];
    public Queue<string> Queue { get; set; } = [];
    public Stack<string> Stack { get; set; } = [];
    public ImmutableArray<int> Array { get; set; }
    public ImmutableArray<int> None { get; set; }
    public ImmutableList<string?>? List { get; set; }
    public IReadOnlyList<int>? Fixed { get; set; }
    public ArrayList Old { get; set; } = [];
    public BitArray? Bits { get; set; }
}

[SessionName("Golden.Wrappers")]
internal sealed class GoldenWrappers
{
    public List<int> Shared { get; set; } = [];
    public ReadOnlyCollection<int>? View { get; set; }
    public Collection<int>? Collection { get; set; }
    public ObservableCollection<string> Observed { get; set; } = [];
    public GoldenOwnList Own { get; set; } = [];
    public GoldenKeyed Keyed { get; set; } = [];
    public ArraySegment<int> Segment { get; set; }
    public Memory<int> Memory { get; set; }
    public ReadOnlyMemory<char> Text { get; set; }
}

[SessionName("Golden.Parts")]
internal sealed class GoldenParts
{
    public GoldenRow Row;

    public ArraySegment<int> Segment { get; set; }
    public ArraySegment<int> Empty { get; set; }
    public ArraySegment<int> None { get; set; }
    public Memory<int> Memory { get; set; }
    public ReadOnlyMemory<string?> ReadOnly { get; set; }
    public ReadOnlyMemory<char> Text { get; set; }
    public IList<GoldenLine> Lines { get; set; } = [];
    public JsonNode? Json { get; set; }
}

[SessionName("Golden.Row")]
[InlineArray(3)]
internal struct GoldenRow
{
    private int _first;
}

[SessionName("Golden.OwnList")]
internal sealed class GoldenOwnList : List<string>
{
    public string Note { get; set; } = "";
}

[SessionName("Golden.Keyed")]
internal sealed class GoldenKeyed : KeyedCollection<string, GoldenLine>
{
    protected override string GetKeyForItem(GoldenLine item) => item.Sku;
}

[SessionName("Golden.Leaves")]
internal sealed class GoldenLeaves
{
    public byte Byte { get; set; }
    public sbyte SByte { get; set; }
    public short Int16 { get; set; }
    public ushort UInt16 { get; set; }
    public int Int32 { get; set; }
    public uint UInt32 { get; set; }
    public long Int64 { get; set; }
    public ulong UInt64 { get; set; }
    public Int128 Int128 { get; set; }
    public UInt128 UInt128 { get; set; }
    public Half Half { get; set; }
    public float Single { get; set; }
    public double Double { get; set; }
    public decimal Decimal { get; set; }
    public BigInteger BigInteger { get; set; }
    public Complex Complex { get; set; }
    public char Char { get; set; }
    public Rune Rune { get; set; }
    public Guid Guid { get; set; }
    public TimeSpan TimeSpan { get; set; }
    public DateTime Utc { get; set; }
    public DateTimeOffset Offset { get; set; }
    public DateOnly Date { get; set; }
    public TimeOnly Time { get; set; }
    public Index Index { get; set; }
    public Range Range { get; set; }
    public Uri? Uri { get; set; }
    public Version? Version { get; set; }
    public CultureInfo? Culture { get; set; }
    public TimeZoneInfo? Zone { get; set; }
    public DBNull? DBNull { get; set; }
    public IPAddress? Address { get; set; }
    public IPEndPoint? EndPoint { get; set; }
    public StringBuilder? Builder { get; set; }
    public JsonElement Json { get; set; }
    public object? Object { get; set; }
    public Lock? Lock { get; set; }
    public Action? Handler { get; set; }
}

[SessionName("Golden.Structs")]
internal sealed class GoldenStructs
{
    public GoldenPoint Point { get; set; }
    public GoldenPoint[] Points { get; set; } = [];
    public GoldenNothing Nothing { get; set; }
    public (int, string?) Pair { get; set; }
    public (int, int, int, int, int, int, int, string) Eight { get; set; }
    public Tuple<int, string>? Tuple { get; set; }
    public KeyValuePair<int, string> Entry { get; set; }
    public GoldenPoint? Some { get; set; }
    public GoldenPoint? None { get; set; }
    public DayOfWeek Day { get; set; }
    public DayOfWeek? Maybe { get; set; }
    public List<int?> Numbers { get; set; } = [];
}

[SessionName("Golden.Point")]
internal struct GoldenPoint
{
    public string? Name { get; set; }
    public int X { get; set; }
    public long Y { get; set; }
}

[SessionName("Golden.Nothing")]
internal struct GoldenNothing;
