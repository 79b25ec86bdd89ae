using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Tidemark.Bench.Graphs;
using Tidemark.Bench.Leases;
using Tidemark.Bench.Report;
using Tidemark.Bench.Stores;
using Tidemark.Bench.Verbs;

// no argument   all benchmarks, and their part of docs/performance.md is written anew
// try           each benchmark once, and the page goes to the console: only to see that everything runs
// graphs        graphs of many kinds, patches, shapes: to the console
// leases        hand-over, parallel clients, memory of kept sessions; docs/performance-leases.md is written anew
// commits       commits per second of the SQLite store, singly and in groups: to the console
// a filter      the benchmarks whose names contain it
if (args is ["leases"])
{
    var leases = await LeasePage.WriteAsync();
    File.WriteAllText(LeasePage.Path, leases);
    Console.WriteLine(leases);
    return 0;
}

if (args is ["commits"])
{
    Console.WriteLine(await CommitRates.WriteAsync());
    return 0;
}

if (args is ["graphs"])
{
    Console.WriteLine(GraphPage.Write());
    return 0;
}

Type[] verbs = [typeof(Encode), typeof(Decode), typeof(CompareUnchanged), typeof(CompareOneChange)];
var artifacts = Directory.CreateTempSubdirectory("tidemark-bench-");
try
{
    var config = DefaultConfig.Instance
        .WithOptions(ConfigOptions.JoinSummary)
        .WithArtifactsPath(artifacts.FullName)
        .AddJob(args is ["try"] ? Job.Dry : Job.Default);
    string[] filter = args is [] or ["try"] ? ["*"] : [.. args.Select(text => $"*{text}*")];

    var summary = BenchmarkSwitcher.FromTypes(verbs).Run(["--filter", .. filter], config).Single();
    var failed = summary.Reports.Where(report => !report.Success).ToList();
    foreach (var report in failed)
        Console.Error.WriteLine($"No result: {report.BenchmarkCase.DisplayInfo}");
    if (failed.Count > 0 || summary.HasCriticalValidationErrors)
        return 1;

    var page = PerformancePage.Write(summary) + "\n" + GraphPage.Write();
    if (args is [])
        PagePart.Write(PerformancePage.Part, page);
    else
        Console.WriteLine(page);
    return 0;
}
finally
{
    artifacts.Delete(recursive: true);
}
