using System.Runtime.CompilerServices;
using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Tests.Codecs;

/// <summary>Structs that repeat their one field.</summary>
public sealed class InlineArrayTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void All_elements_are_kept_wherever_the_struct_stands()
    {
        var plan = _serializer.PlanOf<Board>();
        var board = Board.Some();
        var bytes = plan.Encode(board);

        var copy = plan.Decode(bytes);

        Assert.Equal([1, 2, 3, 4], Numbers(copy.Row));
        Assert.Equal([5, 6, 7, 8], Numbers(copy.Rows[1]));
        Assert.Equal([9, 10, 11, 12], Numbers(copy.ByName["a"]));
        Assert.Equal([13, 14, 15, 16], Numbers(copy.Perhaps!.Value));
        Assert.Equal(("x", null, "z"), (copy.Names[0], copy.Names[1], copy.Names[2]));
        Assert.Same(copy, copy.Boards[1]);
        Assert.Equal(4, copy.Rectangle[1][2]);
        Assert.Equal([7, 8, 9], copy.Buffer());
        Assert.Equal([1, 2, 3, 4], Numbers(Assert.IsType<Four>(copy.Anything)));
        Assert.True(plan.IsSame(board, bytes));
        Assert.True(plan.IsSame(copy, bytes));
    }

    [Fact]
    public void A_change_of_any_element_is_found_by_path_and_sent_as_a_patch()
    {
        foreach (var (path, change) in new (string, Action<Board>)[]
        {
            ("Row[2]", board => board.Row[2] = 0),
            ("Rows[1][3]", board => board.Rows[1][3] = 0),
            ("Names[2]", board => board.Names[2] = "other"),
            ("Names[1]", board => board.Names[1] = "new"),
            ("Rectangle[1][2]", board => board.Rectangle[1][2] = 0),
            ("Boards[0]", board => board.Boards[0] = board),
            ("_cells.Values[1]", board => board.SetBuffer(1, 0)),
        })
        {
            var plan = _serializer.PlanOf<Board>();
            var board = Board.Some();
            board.Note = new string('n', 500);
            var bytes = plan.Encode(board);
            change(board);

            var found = plan.Compare(board, bytes);

            Assert.Equal([path], found.Changes);
            Assert.NotNull(found.Patch);
            Assert.True(plan.IsSame(board, found.Patch.Apply(bytes)));
            Assert.Equal(plan.Encode(board), plan.Encode(plan.Decode(found.Patch.Apply(bytes))));
        }
    }

    [Fact]
    public void Without_the_types_an_element_is_found_by_the_same_path()
    {
        var plan = _serializer.PlanOf<Board>();

        var tree = GraphSchema.Parse(plan.Schema.Bytes.Span).Read(plan.Encode(Board.Some()));

        Assert.Equal(3, Assert.IsType<GraphLeaf>(tree.Find("Row[2]")).Value);
        Assert.Equal("z", Assert.IsType<GraphLeaf>(tree.Find("Names[2]")).Value);
    }

    [Fact]
    public void An_attribute_may_be_one_and_so_may_a_key()
    {
        var four = default(Four);
        four[3] = 7;
        var plan = _serializer.PlanOf<Four>();
        Assert.Equal(7, plan.Decode(plan.Encode(four))[3]);
        Assert.Equal("[3]", plan.Compare(default, plan.Encode(four)).FirstDifference);

        var dates = _serializer.PlanOf<Dictionary<Date, string>>();
        Assert.Equal("christmas", dates.Decode(dates.Encode(new() { [new Date(24, 12)] = "christmas" }))[new Date(24, 12)]);
    }

    [Fact]
    public void An_element_that_cannot_be_state_is_refused_by_path()
    {
        var refused = Assert.Throws<GraphException>(() => _serializer.PlanOf<Page>());
        Assert.Equal("Streams[]", refused.Path);

        var plan = _serializer.PlanOf<Things>();
        var things = new Things();
        things.All[1] = new Uri("http://a");
        things.All[2] = new Tests.Models.CashPayment();
        Assert.Equal("All[2]", Assert.Throws<GraphException>(() => plan.Encode(things)).Path);
        Assert.Contains("Keep an array", Assert.Throws<GraphException>(() => _serializer.PlanOf<Huge>()).Message);
    }

    private static int[] Numbers(Four four) => [four[0], four[1], four[2], four[3]];

    [InlineArray(4)]
    public struct Four
    {
        private int _first;
    }

    [InlineArray(3)]
    public struct Names
    {
        private string? _first;
    }

    [InlineArray(2)]
    public struct Pair
    {
        private Board? _first;
    }

    [InlineArray(2)]
    public struct Rectangle
    {
        private Four _first;
    }

    [InlineArray(2)]
    public struct Date : IEquatable<Date>
    {
        private byte _first;

        public Date(byte day, byte month) => (this[0], this[1]) = (day, month);

        public readonly bool Equals(Date other) => this[0] == other[0] && this[1] == other[1];

        public readonly override bool Equals(object? obj) => obj is Date other && Equals(other);

        public readonly override int GetHashCode() => this[0];
    }

    [InlineArray(3)]
    public struct Three
    {
        private object? _first;
    }

    [InlineArray(3)]
    public struct Streams
    {
        private Stream? _first;
    }

    [InlineArray(20_000)]
    public struct Huge
    {
        private byte _first;
    }

    public sealed class Things
    {
        public Three All;
    }

    public sealed class Page
    {
        public Streams Streams;
    }

    public sealed unsafe class Board
    {
        public Four Row;
        public Four[] Rows = [];
        public Dictionary<string, Four> ByName = [];
        public Four? Perhaps;
        public Names Names;
        public Pair Boards;
        public Rectangle Rectangle;
        public object? Anything;
        public string Note = "";
        private Cells _cells;

        public static Board Some()
        {
            var board = new Board { Row = Of(1), Rows = [Of(0), Of(5)], ByName = { ["a"] = Of(9) }, Perhaps = Of(13), Anything = Of(1) };
            (board.Names[0], board.Names[2]) = ("x", "z");
            board.Boards[1] = board;
            board.Rectangle[1] = Of(2);
            for (var i = 0; i < 3; i++)
                board.SetBuffer(i, (short)(7 + i));
            return board;
        }

        public int[] Buffer() => [_cells.Values[0], _cells.Values[1], _cells.Values[2]];

        public void SetBuffer(int at, short value) => _cells.Values[at] = value;

        private static Four Of(int first)
        {
            var four = default(Four);
            for (var i = 0; i < 4; i++)
                four[i] = first + i;
            return four;
        }
    }

    public unsafe struct Cells
    {
        public fixed short Values[3];
    }
}
