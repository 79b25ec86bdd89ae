using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using static Tidemark.Graph.Tests.Codecs.Sample;

namespace Tidemark.Graph.Tests.Codecs;

internal static class SequenceSubjects
{
    public static IEnumerable<Subject> All() =>
    [
        new Subject<int[]>("int[]", r => Many(r, Number), Ordered),
        new Subject<byte[]>("byte[]", r => Many(r, r => (byte)Number(r), 20), Ordered),
        new Subject<bool[]>("bool[]", r => Many(r, r => r.Next(2) == 0), Ordered),
        new Subject<decimal[]>("decimal[]", r => Many(r, r => new decimal(1, 0, 0, false, (byte)r.Next(3))), Ordered),
        new Subject<DateTime[]>("DateTime[]",
            r => Many(r, r => new DateTime(r.Next(2), (DateTimeKind)r.Next(3))), v => Ordered(v.Select(d => $"{d.Ticks}{d.Kind}"))),
        new Subject<string?[]>("string[]", r => Many(r, WordOrNull), Ordered),
        new Subject<Item[]>("Item[]", r => Many(r, ItemOf), Ordered),
        new Subject<int?[]>("int?[]", r => Many<int?>(r, r => r.Next(2) == 0 ? null : 1), Ordered),
        new Subject<int[][]>("int[][]", r => Many(r, r => Many(r, Number)), v => Ordered(v.Select(Ordered))),
        new Subject<int[,]>("int[,]", Grid, v => $"{v.GetLength(0)}x{v.GetLength(1)}: {Ordered(v.Cast<int>())}"),
        new Subject<string?[,,]>("string[,,]",
            Cube, v => $"{v.GetLength(0)}x{v.GetLength(1)}x{v.GetLength(2)}: {Ordered(v.Cast<string?>())}"),
        new Subject<List<int>>("List<int>", r => [.. Many(r, Number)], Ordered),
        new Subject<List<string?>>("List<string>", r => [.. Many(r, WordOrNull)], Ordered),
        new Subject<List<Item>>("List<Item>", r => [.. Many(r, ItemOf)], Ordered),
        new Subject<List<object?>>("List<object>", r => [.. Many(r, Anything)], Ordered),
        new Subject<LinkedList<string?>>("LinkedList", r => new(Many(r, WordOrNull)), Ordered),
        new Subject<Queue<string?>>("Queue", Turned, Ordered),
        new Subject<Stack<string?>>("Stack", r => new(Many(r, WordOrNull)), Ordered),
        new Subject<ArrayList>("ArrayList", r => new(Many(r, Anything)), v => Ordered(v.Cast<object?>())),
        new Subject<Collection<string?>>("Collection", r => [.. Many(r, WordOrNull)], Ordered),
        new Subject<ObservableCollection<string?>>("ObservableCollection", r => [.. Many(r, WordOrNull)], Ordered),
        new Subject<ReadOnlyCollection<string?>>("ReadOnlyCollection", r => new(Many(r, WordOrNull).ToList()), Ordered),
        new Subject<ReadOnlyObservableCollection<int>>("ReadOnlyObservableCollection", r => new(new(Many(r, Number))), Ordered),
        new Subject<ImmutableArray<int>>("ImmutableArray",
            r => r.Next(4) == 0 ? default : [.. Many(r, Number, 1)], v => v.IsDefault ? "default" : Ordered(v)),
        new Subject<ImmutableList<string?>?>("ImmutableList",
            r => r.Next(4) == 0 ? null : [.. Many(r, WordOrNull)], v => v is null ? "none" : Ordered(v)),
        new Subject<ImmutableQueue<string?>>("ImmutableQueue", r => [.. Many(r, WordOrNull)], Ordered),
        new Subject<ImmutableStack<string?>>("ImmutableStack", r => [.. Many(r, WordOrNull)], Ordered),
        new Subject<ArraySegment<int>>("ArraySegment", Segment, v => v.Array is null ? "none" : Ordered(v)),
        new Subject<Memory<int>>("Memory", r => Segment(r), v => Ordered(v.ToArray())),
        new Subject<ReadOnlyMemory<Item>>("ReadOnlyMemory<Item>", r => Many(r, ItemOf).AsMemory(), v => Ordered(v.ToArray())),
        new Subject<Row>("inline array", RowOf, v => Ordered([v[0], v[1], v[2]])),
        new Subject<Row?[]>("inline array?[]", r => Many<Row?>(r, r => r.Next(3) == 0 ? null : RowOf(r)),
            v => Ordered(v.Select(row => row is { } some ? Ordered([some[0], some[1], some[2]]) : "none"))),
        new Subject<JsonNode?>("JsonNode", Json, v => v?.ToJsonString() ?? "null"),
        new Subject<ReadOnlyMemory<char>>("ReadOnlyMemory", r => Word(r).AsMemory(), v => v.ToString()),
        new Subject<ConcurrentQueue<string?>>("ConcurrentQueue", r => new(Many(r, WordOrNull)), Ordered),
        new Subject<ConcurrentStack<string?>>("ConcurrentStack", r => new(Many(r, WordOrNull)), Ordered),
        new Subject<ConcurrentBag<string?>>("ConcurrentBag", r => [.. Many(r, WordOrNull)], v => Unordered(v)),
    ];

    private static Row RowOf(Random random)
    {
        var row = default(Row);
        for (var i = 0; i < 3; i++)
            row[i] = WordOrNull(random);
        return row;
    }

    private static JsonNode? Json(Random random) => random.Next(6) switch
    {
        0 => null,
        1 => JsonValue.Create(Number(random)),
        2 => JsonValue.Create(WordOrNull(random)),
        3 => new JsonArray(Many(random, Json)),
        4 => JsonNode.Parse("""{"a": [1, 2.0, null], "b": "\u00e9"}"""),
        _ => new JsonObject(Many(random, Word).Distinct().Select(name => KeyValuePair.Create(name, Json(random)))),
    };

    [InlineArray(3)]
    private struct Row
    {
        private string? _first;
    }

    private static object? Anything(Random random) => random.Next(4) switch
    {
        0 => null,
        1 => Number(random),
        2 => Word(random),
        _ => DayOfWeek.Friday.ToString(),
    };

    private static Queue<string?> Turned(Random random)
    {
        var queue = new Queue<string?>(4);
        for (var i = random.Next(4); i > 0; i--)
        {
            queue.Enqueue(null);
            queue.Dequeue();
        }

        foreach (var word in Many(random, WordOrNull))
            queue.Enqueue(word);
        return queue;
    }

    private static int[,] Grid(Random random)
    {
        var grid = new int[random.Next(3), random.Next(3)];
        foreach (ref var cell in MemoryMarshal.CreateSpan(
            ref Unsafe.As<byte, int>(ref MemoryMarshal.GetArrayDataReference(grid)), grid.Length))
        {
            cell = Number(random);
        }

        return grid;
    }

    private static string?[,,] Cube(Random random)
    {
        var cube = new string?[random.Next(3), 1, random.Next(2)];
        for (var i = 0; i < cube.GetLength(0); i++)
        {
            for (var j = 0; j < cube.GetLength(2); j++)
                cube[i, 0, j] = WordOrNull(random);
        }

        return cube;
    }

    private static ArraySegment<int> Segment(Random random)
    {
        var whole = Many(random, Number);
        var offset = random.Next(whole.Length);
        return random.Next(5) == 0 ? default : new ArraySegment<int>(whole, offset, random.Next(whole.Length - offset + 1));
    }
}
