using System.Buffers;
using System.Runtime.Serialization;
using Tidemark.Graph.Tests.Schemas;

namespace Tidemark.Graph.Tests;

/// <summary>What a walk needs is kept for the next one on the thread: it is as good as new then, and nobody pays for it again.</summary>
public sealed class ScratchTests
{
    private static readonly GraphPlan<Page> Plan = Builds.PlanOf<Page>();
    private static readonly byte[] Written = Plan.Encode(new Page());

    private static readonly GraphPlan<HashSet<int>> Numbers = Builds.PlanOf<HashSet<int>>();
    private static readonly byte[] WrittenNumbers = Numbers.Encode([1, 2, 3]);

    private static readonly Dictionary<string, Action> Walks = new(StringComparer.Ordinal)
    {
        ["an encode"] = () => Plan.Encode(new Page()),
        ["an encode into a buffer"] = () => Plan.Encode(new Page(), new ArrayBufferWriter<byte>()),
        ["an encode that is refused"] = () => Refuse(() => Plan.Encode(Refused())),
        ["an encode into a buffer that is refused"] = () => Refuse(() => Plan.Encode(Refused(), new ArrayBufferWriter<byte>())),
        ["a decode"] = () => Plan.Decode(Written),
        ["a decode of damaged bytes"] = () => Assert.Throws<GraphFormatException>(() => Plan.Decode(Written.AsSpan()[..^1])),
        ["a compare"] = () => Plan.Compare(new Page { Number = 3 }, Written),
        ["a compare that is refused"] = () => Refuse(() => Plan.Compare(Refused(), Written)),
        ["a compare of a set in another order"] = () => Assert.True(Numbers.Compare([3, 2, 1], WrittenNumbers).IsSame),
        ["a look for differences"] = () => Plan.IsSame(new Page { Number = 3 }, Written),
        ["a list of instances"] = () => Plan.InstancesOf(new Page()),
        ["a list of instances that is refused"] = () => Refuse(() => Plan.InstancesOf(Refused())),
        ["a translation"] = () => Translate(),
        ["an encode of a translation"] = () => Translate().Encode(new Page()),
        ["an encode of a translation that is refused"] = () => Refuse(() => Translate().Encode(Refused())),
        ["a trial"] = () => Keyed(new Key("a"), new Key("b")),
        ["a trial that fails"] = () => Refuse(() => Keyed(new Key("a") { Label = "x" }, new Key("a") { Label = "y" })),
    };

    public static TheoryData<string> Names => [.. Walks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_next_walk_is_as_if_there_had_been_none_before(string walk)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            NextWalk();
            var usual = NextWalk();
            Walks[walk]();
            least = Math.Min(least, Math.Abs(NextWalk() - usual));
        }

        Assert.Equal(0, least);
    }

    // What one of each sort allocates.
    private static long NextWalk()
    {
        var page = new Page();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var bytes = Plan.Encode(page);
        var copy = Plan.Decode(bytes);
        var isSame = Plan.IsSame(copy, bytes);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Written, bytes);
        Assert.True(isSame);
        Assert.Same(copy.Lines[0], copy.Lines[1]);
        Assert.True(copy.IsRead);
        return allocated;
    }

    private static GraphTranslation<Page> Translate()
    {
        var newer = Builds.PlanOf<LaterPage>();
        return Plan.Translate(newer.Encode(new LaterPage()), newer.Schema);
    }

    private static Page Refused() => new() { Call = () => { } };

    private static void Refuse(Action walk) => Assert.Throws<GraphException>(walk);

    private static byte[] Keyed(params HashSet<Key> keys) => Builds.PlanOf<HashSet<Key>>().Encode(keys);

    [SessionName("Scratch.Page")]
    private sealed class Page
    {
        public Page() => Lines = [First, First, new Line()];

        public int Number { get; set; }

        public Line First { get; } = new();

        public List<Line> Lines { get; }

        public Action? Call { get; set; }

        [SessionIgnore]
        public bool IsRead { get; private set; }

        [OnDeserialized]
        private void AfterReading() => IsRead = true;
    }

    [SessionName("Scratch.Page")]
    private sealed class LaterPage
    {
        public LaterPage() => Lines = [First, First, new LaterLine()];

        public int Number { get; set; }

        public LaterLine First { get; } = new();

        public List<LaterLine> Lines { get; }

        public Action? Call { get; set; }
    }

    [SessionName("Scratch.Line")]
    private sealed class Line
    {
        public int Count { get; set; }
    }

    [SessionName("Scratch.Line")]
    private sealed class LaterLine
    {
        public int Count { get; set; }

        public string Note { get; set; } = "carried";
    }

    private sealed record Key(string Name)
    {
        [SessionIgnore]
        public string? Label { get; init; }
    }
}
