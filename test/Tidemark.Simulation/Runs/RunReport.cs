using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;
using Tidemark.Simulation.Clockwork;

namespace Tidemark.Simulation.Runs;

/// <summary>What a run showed.</summary>
internal sealed record RunReport(
    RunProfile Profile, PlantedBug Bug, ulong TraceHash, IReadOnlyList<Finding> Findings, IReadOnlyList<RequestRecord> Requests, Trace Trace)
{
    private const int TailLines = 40;

    /// <summary>How many stores the run had.</summary>
    public int Stores { get; init; } = 1;

    /// <summary>What broke, how it came to it, and how to see it again.</summary>
    public string Explain(int tail = TailLines) =>
        $"seed {Profile.Seed} ({Profile.Mode}): {Findings.Count} finding(s)\n  {string.Join("\n  ", Findings)}\n"
        + $"the end of its trace:\n  {string.Join("\n  ", Trace.Tail(tail))}\n{Profile}\n"
        + $"see it again: ./build.sh simulate --seeds 1 --from {Profile.Seed}{(Stores == 1 ? "" : $" --stores {Stores}")}{(Bug == PlantedBug.None ? "" : $" --bug {Bug}")}";
}
