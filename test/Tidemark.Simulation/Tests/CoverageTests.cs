using Tidemark.Simulation.Runs;

namespace Tidemark.Simulation.Tests;

/// <summary>A simulation in which nothing happens proves nothing: the seeds together must have been everywhere.</summary>
public sealed class CoverageTests
{
    private static readonly RunReport[] Reports = [.. Enumerable.Range(1, 150).Select(seed => SimulationRun.Of(seed))];

    [Theory]
    [InlineData("done")]
    [InlineData("created")]
    [InlineData("missing")]
    [InlineData("refused")]
    [InlineData("unknown")]
    [InlineData("lock timeout")]
    [InlineData("cancelled")]
    [InlineData("open")]
    [InlineData(nameof(SessionUnavailableException))]
    public void Requests_end_in_every_way_there_is(string ending) =>
        Assert.Contains(Reports, report => report.Requests.Any(request => request.Ending == ending));

    [Theory]
    [InlineData("pause")]
    [InlineData("cut")]
    [InlineData("crash")]
    [InlineData("shutdown")]
    [InlineData("gone")]
    [InlineData("ended")]
    [InlineData("heal")]
    [InlineData("Sweep")]
    [InlineData("Release")]
    [InlineData("pending")]
    [InlineData("patched")]
    [InlineData("rebased")]
    [InlineData("misfit")]
    public void Nodes_meet_every_fate(string what) =>
        Assert.Contains(Reports, report => report.Trace.Lines.Any(line => line.What == what));

    [Fact]
    public void Most_changes_are_patches()
    {
        var (commits, patches) = (Count("committed"), Count("patched"));

        Assert.InRange(patches, commits / 4, commits);
    }

    [Fact]
    public void Most_requests_succeed()
    {
        var endings = Reports.SelectMany(report => report.Requests).Select(request => request.Ending).ToArray();

        Assert.InRange(endings.Count(ending => ending == "done"), endings.Length / 2, endings.Length);
    }

    [Fact]
    public void Both_modes_run_and_some_runs_are_calm()
    {
        Assert.Contains(Reports, report => report.Profile.Mode == RunMode.Safety);
        Assert.Contains(Reports, report => report.Profile.Mode == RunMode.Liveness);
        Assert.Contains(Reports, report => report.Profile.IsCalm);
        Assert.Contains(Reports, report => report.Profile is { Mode: RunMode.Liveness, Deaf: not null });
    }

    private static int Count(string what) => Reports.Sum(report => report.Trace.Lines.Count(line => line.What == what));
}
