using Tidemark.Simulation.Runs;

namespace Tidemark.Simulation.Tests;

/// <summary>
/// The seeds of every build: always the same ones, and a block that is another one each day, so that the builds of a year look at as many
/// seeds as one long run. A failure prints the command that shows it again.
/// </summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int Fixed = 4_000;
    private const int PerDay = 1_000;
    private const int MostExplained = 3;

    [Fact]
    public void Every_fixed_seed_keeps_the_laws() => Run(1, Fixed);

    [Fact]
    public void Every_seed_of_the_day_keeps_the_laws()
    {
        var day = DateTime.UtcNow.Date.Subtract(new DateTime(2025, 1, 1)).Days;
        Run(1_000_000 + (day * PerDay), PerDay);
    }

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
