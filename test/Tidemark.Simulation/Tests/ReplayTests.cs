using Tidemark.Simulation.Runs;

namespace Tidemark.Simulation.Tests;

/// <summary>A seed that fails on one machine has to fail on another, in the same way.</summary>
public sealed class ReplayTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_seed_repeats_its_run_step_for_step(int seed)
    {
        var (first, second) = (SimulationRun.Of(seed), SimulationRun.Of(seed));

        Assert.Equal(first.Trace.Lines, second.Trace.Lines);
        Assert.Equal(first.TraceHash, second.TraceHash);
        Assert.Equal(first.Requests.Select(request => request.Ending), second.Requests.Select(request => request.Ending));
    }

    [Fact]
    public void Different_seeds_make_different_runs() =>
        Assert.Equal(40, Enumerable.Range(1, 40).Select(seed => SimulationRun.Of(seed).TraceHash).Distinct().Count());

    [Fact]
    public void A_run_with_a_planted_bug_repeats_its_findings() => Assert.Equal(
        SimulationRun.Of(8, PlantedBug.ForgetCommitIds).Findings, SimulationRun.Of(8, PlantedBug.ForgetCommitIds).Findings);

    [Fact]
    public void A_failure_says_how_to_see_it_again()
    {
        var report = Enumerable.Range(1, 100).Select(seed => SimulationRun.Of(seed, PlantedBug.ForgetCommitIds)).First(report => report.Findings.Count > 0);
        var text = report.Explain();

        Assert.Contains($"./build.sh simulate --seeds 1 --from {report.Profile.Seed} --bug ForgetCommitIds", text);
        Assert.All(report.Findings, finding => Assert.Contains(finding.ToString(), text));
    }
}
