namespace Tidemark.Graph.Tests.Hostile;

/// <summary>
/// Counts inside each other, each of which claims half of the payload for its elements. All of them together may claim it once: else what is allocated
/// would be the payload's size times its depth.
/// </summary>
public sealed class NestedCountTests
{
    private const int Depth = 25;
    private const int Length = 100_000;

    [Fact]
    public void In_arrays() => Check(Nest<ArrayNest>(inner => new() { Inner = [inner] }), [1], 1);

    [Fact]
    public void In_lists() => Check(Nest<ListNest>(inner => new() { Inner = [inner] }), [1], 1);

    [Fact]
    public void In_sets() => Check(Nest<SetNest>(inner => new() { Inner = [inner] }), [1, 0], 1);

    [Fact]
    public void In_dictionaries() => Check(Nest<TableNest>(inner => new() { Inner = new() { [7] = inner } }), [1, 0], 5, [7, 0, 0, 0]);

    private static T Nest<T>(Func<T, T> around) where T : new()
    {
        var nest = new T();
        for (var i = 0; i < Depth; i++)
            nest = around(nest);
        return nest;
    }

    /// <param name="graph">Collections in collections, of one element each.</param>
    /// <param name="before">What stands before the count of a collection: the tag of its slot, and its head.</param>
    /// <param name="elementSize">The fewest bytes that an element takes.</param>
    /// <param name="key">What stands before the next instance in an element.</param>
    private static void Check<T>(T graph, byte[] before, int elementSize, params byte[] key)
    {
        var plan = new GraphSerializer().PlanOf<T>();
        var payload = plan.Encode(graph);
        Assert.Equal(payload, Write(payload[..10], before, 1, key));
        byte[] hostile = [.. Write(payload[..10], before, Length / 2 / elementSize, key), .. new byte[Length]];
        var third = 12 + (3 * (before.Length + 4 + key.Length));

        foreach (var read in (Action<byte[]>[])[bytes => plan.Decode(bytes), bytes => plan.Schema.Read(bytes)])
        {
            var refused = Assert.Throws<GraphFormatException>(() => read(hostile));
            Assert.Contains("A count is larger than the payload", refused.Message, StringComparison.Ordinal);
            Assert.InRange(refused.Offset, 12, third);
        }
    }

    private static byte[] Write(byte[] head, byte[] before, int count, byte[] key)
    {
        List<byte> bytes = [.. head, 1];
        for (var i = 0; i < Depth; i++)
        {
            bytes.AddRange(before);
            var rest = (uint)count;
            for (; rest >= 0x80; rest >>= 7)
                bytes.Add((byte)(rest | 0x80));
            bytes.Add((byte)rest);
            bytes.AddRange([.. key, 1]);
        }

        return [.. bytes, 0];
    }

    private sealed class ArrayNest
    {
        public ArrayNest[]? Inner { get; set; }
    }

    private sealed class ListNest
    {
        public List<ListNest>? Inner { get; set; }
    }

    private sealed class SetNest
    {
        public HashSet<SetNest>? Inner { get; set; }
    }

    private sealed class TableNest
    {
        public Dictionary<int, TableNest>? Inner { get; set; }
    }
}
