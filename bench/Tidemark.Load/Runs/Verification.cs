using Tidemark.Load.Apps;

namespace Tidemark.Load.Runs;

/// <summary>Sees that the apps do what they are measured for: one write after the other, in two processes in turn, and all of them are there.</summary>
internal static class Verification
{
    private const int Passes = 4;

    public static async Task RunAsync(Fleet fleet, App app)
    {
        foreach (var size in new[] { OrderSize.Small, OrderSize.Large })
        {
            var targets = fleet.Targets(app);
            var sessions = await SessionSet.FillAsync(targets[0], size);
            for (var pass = 0; pass < Passes; pass++)
                await sessions.WriteAsync(targets[pass % targets.Count]);
            foreach (var target in targets)
            {
                var written = await sessions.SumAsync(target) - SessionSet.Count * size.FirstSum;
                if (written != SessionSet.Count * Passes)
                    throw new InvalidOperationException($"{app.Name} was sent {SessionSet.Count * Passes} writes one by one, and holds {written}.");
            }
        }
    }
}
