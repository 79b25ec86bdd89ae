using Tidemark.Graph.Tests.GeneratedShapes.Laws;

namespace Tidemark.Graph.Tests.GeneratedShapes;

public sealed class GeneratedShapeTests
{
    [Fact]
    public void Probe()
    {
        var n = int.Parse(Environment.GetEnvironmentVariable("N") ?? "20");
        var first = int.Parse(Environment.GetEnvironmentVariable("FIRST") ?? "0");
        var kinds = new Dictionary<string, (int Count, Found Smallest)>();
        for (var u = first; u < first + n; u++)
        {
            Found? found;
            try { found = Run.FirstFailure(ShapeLaws.Check, u, 1, 200); }
            catch (Exception e) { Console.WriteLine($"{u} threw {e}"); continue; }
            if (found is null) continue;
            var key = found.Failure.Law;
            Console.WriteLine($"U{u} G{found.GraphSeed} {key}: {found.Failure.Detail.Split('\n')[0]}");
            if (!kinds.TryGetValue(key, out var k) || found.Drawn.Size < k.Smallest.Drawn.Size) kinds[key] = (k.Count + 1, found);
        }
        foreach (var (key, (count, f)) in kinds)
            Console.WriteLine($"=== {key}: {count}\n{f.Failure.Detail}\n{f.Drawn}");
    }
}
