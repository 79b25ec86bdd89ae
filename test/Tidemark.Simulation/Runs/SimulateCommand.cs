using System.Diagnostics;
using System.Globalization;
using Tidemark.Simulation.Replicas;

namespace Tidemark.Simulation.Runs;

/// <summary><c>simulate --seeds N [--from S] [--stores 1|2] [--bug B] [--tail lines]</c>: without <c>--stores</c> runs of both kinds</summary>
internal static class SimulateCommand
{
    private const int ReportEvery = 500;
    private const int MostExplained = 10;

    public static int Run(string[] options)
    {
        var (seeds, from) = (Number(options, "--seeds", 1000), Number(options, "--from", 1));
        var bug = Value(options, "--bug") is { } name ? Enum.Parse<PlantedBug>(name) : PlantedBug.None;
        var tail = Number(options, "--tail", 40);
        var (failures, requests) = (0, 0);
        var watch = Stopwatch.StartNew();
        for (var seed = from; seed < from + seeds; seed++)
        {
            foreach (var run in Kinds(options))
            {
                var report = run(seed, bug);
                requests += report.Requests.Count;
                if (report.Findings.Count > 0 && ++failures <= MostExplained)
                    Console.WriteLine(report.Explain(tail));
            }

            if ((seed - from + 1) % ReportEvery == 0 || seed == from + seeds - 1)
                Progress(seed - from + 1, requests, failures, watch.Elapsed);
        }

        return failures == 0 ? 0 : 1;
    }

    private static Func<int, PlantedBug, RunReport>[] Kinds(string[] options) => Value(options, "--stores") switch
    {
        "1" => [SimulationRun.Of],
        "2" => [ReplicaRun.Of],
        _ => [SimulationRun.Of, ReplicaRun.Of],
    };

    private static void Progress(int seeds, int requests, int failures, TimeSpan elapsed) => Console.WriteLine(
        $"{seeds} seeds, {requests} requests, {failures} failing seeds, {seeds / elapsed.TotalMinutes:F0} seeds a minute");

    private static int Number(string[] options, string name, int otherwise) =>
        Value(options, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string? Value(string[] options, string name) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : null;
}
