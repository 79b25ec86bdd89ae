using Tidemark.Simulation.Replicas;
using Tidemark.Simulation.Runs;

namespace Tidemark.Simulation.Tests;

/// <summary>Runs with a primary and a replica that change places: always the same seeds, and together they must have been everywhere.</summary>
public sealed class ReplicaSeedTests(ITestOutputHelper output)
{
    private const int Seeds = 200;
    private const int MostExplained = 3;

    private static readonly Lazy<RunReport[]> Reports = new(() => [.. Enumerable.Range(1, Seeds).Select(seed => ReplicaRun.Of(seed))]);

    [Fact]
    public void Every_seed_keeps_the_laws() => Check(Reports.Value);

    // What each of them found is repaired.
    [Theory]
    [InlineData(305)]
    [InlineData(10530)]
    public void A_seed_that_broke_a_law_once_keeps_them(int seed) => Check([ReplicaRun.Of(seed)]);

    [Theory]
    [InlineData("switched")]
    [InlineData("promoted")]
    [InlineData("lost")]
    [InlineData("copied")]
    [InlineData("gap")]
    [InlineData("stays")]
    [InlineData("refused")]
    [InlineData("broken off")]
    [InlineData("away")]
    [InlineData("cut off")]
    [InlineData("kill")]
    [InlineData("freeze")]
    public void Stores_and_replicators_meet_every_fate(string what) => Assert.Contains(Reports.Value, report => Count(report, what) > 0);

    [Fact]
    public void Some_runs_change_places_to_and_fro()
    {
        Assert.Contains(Reports.Value, report => Count(report, "switched") >= 3);
        Assert.Contains(Reports.Value, report => Count(report, "switched") >= 1 && Count(report, "promoted") >= 1);
    }

    [Fact]
    public void Few_commits_go_to_a_store_that_was_the_primary()
    {
        var (commits, strays) = (Reports.Value.Sum(report => Count(report, "committed")), Reports.Value.Sum(report => Count(report, "stray")));
        output.WriteLine($"{strays} of {commits} commits");

        Assert.InRange(strays, 0, commits / 500);
    }

    [Fact]
    public void Most_requests_succeed()
    {
        var endings = Reports.Value.SelectMany(report => report.Requests).Select(request => request.Ending).ToArray();

        Assert.InRange(endings.Count(ending => ending is "done" or "created"), endings.Length / 2, endings.Length);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(46)]
    [InlineData(122)]
    public void A_seed_repeats_its_run_step_for_step(int seed)
    {
        var (first, second) = (ReplicaRun.Of(seed), ReplicaRun.Of(seed));

        Assert.Equal(first.Trace.Lines, second.Trace.Lines);
        Assert.Equal(first.TraceHash, second.TraceHash);
    }

    [Fact]
    public void A_failure_says_how_to_see_it_again() => Assert.Contains(
        "./build.sh simulate --seeds 1 --from 3 --stores 2 --bug CopyInAnyEpoch", ReplicaRun.Of(3, PlantedBug.CopyInAnyEpoch).Explain());

    private static int Count(RunReport report, string what) => report.Trace.Lines.Count(line => line.What == what);

    private void Check(RunReport[] reports)
    {
        output.WriteLine($"./build.sh simulate --seeds {reports.Length} --from {reports[0].Profile.Seed} --stores 2");
        output.WriteLine($"{reports.Sum(report => report.Requests.Count(request => request.Finished is not null))} requests");
        RunReport[] failures = [.. reports.Where(report => report.Findings.Count > 0)];
        Assert.True(
            failures.Length == 0,
            $"{failures.Length} of {reports.Length} seeds break a law. The first:\n"
            + string.Join("\n\n", failures.Take(MostExplained).Select(report => report.Explain())));
    }
}
