using Tidemark.Load.Apps;
using Tidemark.Load.Driving;
using Tidemark.Load.Servers;

namespace Tidemark.Load.Runs;

/// <summary>What Redis hears while sessions are only read, each in one process: nothing but heartbeats and touches.</summary>
/// <param name="Commands">The commands, as <c>redis-cli monitor</c> shows them, and how many of each.</param>
/// <param name="Reads">How many requests were answered meanwhile.</param>
internal sealed record QuietReads(IReadOnlyDictionary<string, int> Commands, long Reads)
{
    private static readonly string[] Expected = ["beat", "touch", "PING"];

    public bool IsQuiet => Commands.Keys.All(name => Expected.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));

    public static async Task<QuietReads> ListenAsync(string folder, ILoadDriver driver, Timing timing)
    {
        // A server of its own, on which nobody else works, and which is listened to before the app loads its scripts.
        await using var fleet = await Fleet.StartAsync(folder, [App.TidemarkOnRedis]);
        await using var monitor = await RedisMonitor.StartAsync(fleet.Redis);
        await fleet.AddAsync(App.TidemarkOnRedis, processes: 1);
        var targets = fleet.Targets(App.TidemarkOnRedis);
        var sessions = await SessionSet.FillAsync(targets[0], OrderSize.Small);
        var order = new LoadOrder(targets, "/read?size=small", sessions.Cookies, timing.Monitor);
        monitor.Take();
        var result = await driver.RunAsync(order);
        return new QuietReads(monitor.Take(), result.Answers);
    }
}
