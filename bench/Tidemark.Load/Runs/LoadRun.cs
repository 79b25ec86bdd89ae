using System.Runtime.InteropServices;
using Tidemark.Load.Apps;
using Tidemark.Load.Driving;

namespace Tidemark.Load.Runs;

/// <summary>The whole bench: starts the servers, measures, and ends them.</summary>
internal static class LoadRun
{
    /// <param name="timing">How long to measure.</param>
    /// <param name="filter">What the names of the contests contain; empty for all.</param>
    public static async Task<LoadReport> RunAsync(Timing timing, string filter)
    {
        // Told to end, the bench takes its servers along.
        using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static _ => Environment.Exit(1));
        var folder = Directory.CreateTempSubdirectory("tidemark-load-").FullName;
        try
        {
            var own = new SocketDriver();
            var hasWrk = WrkDriver.IsInstalled();
            ILoadDriver sticky = hasWrk ? new WrkDriver(folder) : own;
            await using var fleet = await Fleet.StartAsync(folder);
            var handOver = await StoreHandOver.MeasureAsync(fleet.Redis);
            var quiet = await QuietReads.ListenAsync(folder, sticky, timing);
            foreach (var kind in Enum.GetValues<AppKind>())
                await fleet.AddAsync(kind, processes: 2);
            await Verification.RunAsync(fleet, AppKind.Peer);
            await Verification.RunAsync(fleet, AppKind.Tidemark);

            var results = new List<ContestResult>();
            foreach (var contest in Contest.All.Where(contest => contest.Name.Contains(filter, StringComparison.Ordinal)))
            {
                Console.Error.WriteLine($"{contest.Routing}, {contest.Name} ...");
                // Only the bench's own driver sends the requests of a session to two processes strictly in turn.
                var driver = contest.Routing == Routing.Sticky ? sticky : own;
                results.Add(await new ContestRun(contest, fleet, driver, timing).RunAsync());
            }

            return new LoadReport(results, handOver, quiet, timing, hasWrk, await VersionAsync(fleet));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> VersionAsync(Fleet fleet)
    {
        await using var wire = await fleet.Redis.ConnectAsync();
        const string name = "redis_version:";
        return (await wire.AskAsync("INFO server")).Split("\r\n").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..];
    }
}
