using System.Buffers;
using System.Text;
using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Codecs;

/// <summary>What shows a part of an array keeps that part: the rest is rented, or others'.</summary>
public sealed class PartOfArrayTests
{
    private static readonly byte[] Secret = "another request's password"u8.ToArray();

    [Fact]
    public void Of_a_rented_array_only_the_shown_part_is_stored()
    {
        var plan = new GraphSerializer().PlanOf<Upload>();
        var rented = new byte[4096];
        Secret.CopyTo(rented, 100);
        var upload = new Upload
        {
            Segment = new(rented, 10, 3), Memory = rented.AsMemory(20, 3), ReadOnly = rented.AsMemory(30, 3), Text = "a long secret text".AsMemory(2, 4),
            Boxed = new ArraySegment<byte>(rented, 40, 3),
        };
        for (var i = 0; i < 3; i++)
            (rented[10 + i], rented[20 + i], rented[30 + i], rented[40 + i]) = ((byte)(1 + i), (byte)(4 + i), (byte)(7 + i), (byte)(10 + i));

        var bytes = plan.Encode(upload);
        Array.Clear(rented);
        Secret.CopyTo(rented, 0);
        var copy = plan.Decode(bytes);

        Assert.InRange(bytes.Length, 1, 200);
        Assert.Equal(-1, bytes.AsSpan().IndexOf(Secret.AsSpan(0, 8)));
        Assert.Equal([1, 2, 3], copy.Segment.ToArray());
        Assert.Equal([4, 5, 6], copy.Memory.ToArray());
        Assert.Equal([7, 8, 9], copy.ReadOnly.ToArray());
        Assert.Equal("long", copy.Text.ToString());
        Assert.Equal([10, 11, 12], Assert.IsType<ArraySegment<byte>>(copy.Boxed).ToArray());
        Assert.Equal(3, copy.Segment.Array!.Length);
    }

    [Fact]
    public void What_becomes_of_the_rest_of_the_array_is_no_change()
    {
        var plan = new GraphSerializer().PlanOf<Upload>();
        var rented = new byte[64];
        var upload = new Upload { Segment = new(rented, 10, 3), Memory = rented.AsMemory(20, 3) };
        var bytes = plan.Encode(upload);

        rented[0] = rented[9] = rented[13] = rented[63] = 1;
        Assert.True(plan.IsSame(upload, bytes));

        rented[11] = 1;
        var found = plan.Compare(upload, bytes);
        Assert.Equal(["Segment[1]"], found.Changes);
    }

    [Fact]
    public void Memory_that_is_no_part_of_an_array_is_kept_as_well()
    {
        var plan = new GraphSerializer().PlanOf<Upload>();
        using var owner = new Owner(5);
        owner.Memory.Span[4] = 9;

        var copy = plan.Decode(plan.Encode(new Upload { Memory = owner.Memory, ReadOnly = owner.Memory[3..] }));

        Assert.Equal([0, 0, 0, 0, 9], copy.Memory.ToArray());
        Assert.Equal([0, 9], copy.ReadOnly.ToArray());
    }

    [Fact]
    public void Objects_in_a_part_keep_their_identity_and_their_paths()
    {
        var plan = new GraphSerializer().PlanOf<Window>();
        var line = new CartLine { Quantity = 1 };
        var window = new Window { Lines = new([new CartLine(), line, line, new CartLine()], 1, 2), First = line };
        var bytes = plan.Encode(window);

        var copy = plan.Decode(bytes);

        Assert.Same(copy.Lines[0], copy.Lines[1]);
        Assert.Same(copy.First, copy.Lines[0]);
        copy.Lines[0].Quantity = 2;
        Assert.Equal("Lines[0].Quantity", plan.Compare(copy, bytes).FirstDifference);
    }

    [Fact]
    public void Parts_that_were_stored_with_their_whole_array_are_read_and_then_stored_without()
    {
        var plan = new GraphSerializer().PlanOf<ArraySegment<int>>();
        var now = plan.Encode(new ArraySegment<int>([2, 3]));
        byte[] before = [.. now.AsSpan(0, 10), 1, 4, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 1, 2];

        var copy = plan.Decode(before);

        Assert.Equal([2, 3], copy);
        var found = plan.Compare(copy, before);
        Assert.False(found.IsSame);
        Assert.Equal(now, found.Patch?.Apply(before) ?? found.Whole!.Value.ToArray());
    }

    [Theory]
    [InlineData(typeof(ReadOnlySequence<byte>), "ToArray()")]
    [InlineData(typeof(ArrayBufferWriter<byte>), "WrittenSpan.ToArray()")]
    [InlineData(typeof(MemoryStream), "Keep its bytes")]
    public void Other_views_of_buffers_are_refused_with_what_to_keep(Type type, string remedy)
    {
        var refused = Assert.ThrowsAny<Exception>(
            () => typeof(GraphSerializer).GetMethod(nameof(GraphSerializer.PlanOf))!.MakeGenericMethod(type).Invoke(new GraphSerializer(), null));

        Assert.Contains(remedy, Assert.IsType<GraphException>(refused.InnerException).Message);
    }

    [Fact]
    public void A_builder_keeps_its_text_and_no_more()
    {
        var plan = new GraphSerializer().PlanOf<StringBuilder>();
        var builder = new StringBuilder(4096).Append("another's secret").Clear().Append("mine");

        Assert.InRange(plan.Encode(builder).Length, 1, 24);
    }

    public sealed class Upload
    {
        public ArraySegment<byte> Segment { get; set; }

        public Memory<byte> Memory { get; set; }

        public ReadOnlyMemory<byte> ReadOnly { get; set; }

        public ReadOnlyMemory<char> Text { get; set; }

        public object? Boxed { get; set; }
    }

    public sealed class Window
    {
        public ArraySegment<CartLine> Lines { get; set; }

        public CartLine? First { get; set; }
    }

    private sealed unsafe class Owner(int length) : MemoryManager<byte>
    {
        private readonly nint _memory = System.Runtime.InteropServices.Marshal.AllocHGlobal(length);

        public override Span<byte> GetSpan()
        {
            var span = new Span<byte>((void*)_memory, length);
            if (!_isCleared)
                span.Clear();
            _isCleared = true;
            return span;
        }

        private bool _isCleared;

        public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)_memory + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing) => System.Runtime.InteropServices.Marshal.FreeHGlobal(_memory);
    }
}
