using Tidemark.Simulation.Runs;

namespace Tidemark.Simulation.Tests;

/// <summary>
/// The seeds of every build: always the same ones, so that a build that fails does so because of its change. <c>./build.sh simulate</c> looks
/// at others. A failure prints the command that shows it again.
/// </summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int Seeds = 5_000;
    private const int MostExplained = 3;

    [Fact]
    public void Every_seed_keeps_the_laws() => Run(1, Seeds);

    // What each of them found is repaired, in the core or in how a run is judged.
    [Theory]
    [InlineData(242437)]
    [InlineData(273163)]
    public void A_seed_that_broke_a_law_once_keeps_them(int seed) => Run(seed, 1);

    private void Run(int from, int count)
    {
        output.WriteLine($"./build.sh simulate --seeds {count} --from {from}");
        var requests = 0;
        var failures = new List<string>();
        for (var seed = from; seed < from + count; seed++)
        {
            var report = SimulationRun.Of(seed);
            requests += report.Requests.Count(request => request.Finished is not null);
            if (report.Findings.Count > 0)
                failures.Add(report.Explain());
        }

        output.WriteLine($"{requests} requests");
        Assert.True(
            failures.Count == 0,
            $"{failures.Count} of {count} seeds from {from} on break a law. The first:\n{string.Join("\n\n", failures.Take(MostExplained))}");
    }
}
