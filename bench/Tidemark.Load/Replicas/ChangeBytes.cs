using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Tidemark.Bench.Models;
using Tidemark.Graph;
using Tidemark.Load.Apps;
using Tidemark.Load.Runs;
using Tidemark.Load.Servers;
using Tidemark.Replication;

namespace Tidemark.Load.Replicas;

/// <summary>How many bytes one changed quantity in a cart costs on its way to a replica, by several ways.</summary>
internal static class ChangeBytes
{
    private const int Sessions = 200;

    public static async Task<ChangeBytesResult> MeasureAsync(int lines, ReplicaComparison comparison)
    {
        await using var pair = await StorePair.StartAsync(StoreKind.Redis, StoreKind.Redis);
        await using var editors = await Editors.CreateAsync(pair.Primary, Sessions, lines);
        var replicator = pair.Replicate(comparison);
        await replicator.DrainAsync(default);
        await using var there = await pair.ReplicaRedis!.ConnectAsync();
        var (before, status) = (await RedisCounts.TakeAsync(there), replicator.Status);
        await editors.EditAsync(Sessions);
        await replicator.DrainAsync(default);
        var wire = (await RedisCounts.TakeAsync(there) - before).BytesIn;
        var engine = await OfEngineAsync(pair, editors);
        var (old, now) = Values(lines);
        return new ChangeBytesResult(
            lines, comparison, now.Length, (replicator.Status.Bytes - status.Bytes) / Sessions, wire / Sessions, engine / Sessions,
            SizeBy("xdelta3", old, now, (from, to, into) => ["-e", "-q", "-f", "-s", from, to, into]),
            SizeBy("zstd", old, now, (from, to, into) => ["-q", "-f", "-19", $"--patch-from={from}", to, "-o", into]));
    }

    // What the primary sends a replica of its own kind for the same commits.
    private static async Task<long> OfEngineAsync(StorePair pair, Editors editors)
    {
        using var folder = new RunFolder();
        await using var follower = await RedisServer.StartAsync(folder.Path);
        await using var followers = await follower.ConnectAsync();
        await using var primary = await pair.PrimaryRedis!.ConnectAsync();
        await followers.AskAsync($"REPLICAOF 127.0.0.1 {pair.PrimaryRedis.Port}");
        while ((await OfAsync(followers, "master_link_status")) != "up")
            await Task.Delay(100);
        var before = long.Parse(await OfAsync(primary, "master_repl_offset"), CultureInfo.InvariantCulture);
        await editors.EditAsync(Sessions);
        return long.Parse(await OfAsync(primary, "master_repl_offset"), CultureInfo.InvariantCulture) - before;
    }

    private static async Task<string> OfAsync(RedisWire wire, string name) =>
        (await wire.AskAsync("INFO replication")).Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..] ?? "";

    private static (byte[] Old, byte[] Now) Values(int lines)
    {
        var plan = new GraphSerializer().PlanOf<Cart>();
        return (plan.Encode(Carts.WithLines(lines)), plan.Encode(Carts.WithOneChange(lines)));
    }

    // Null where the program is not installed.
    private static long? SizeBy(string program, byte[] old, byte[] now, Func<string, string, string, string[]> arguments)
    {
        using var folder = new RunFolder();
        var (from, to, into) = (Path.Combine(folder.Path, "old"), Path.Combine(folder.Path, "now"), Path.Combine(folder.Path, "delta"));
        File.WriteAllBytes(from, old);
        File.WriteAllBytes(to, now);
        try
        {
            using var process = Process.Start(program, arguments(from, to, into));
            process.WaitForExit();
            return process.ExitCode == 0 ? new FileInfo(into).Length : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

/// <summary>Bytes per change.</summary>
/// <param name="Lines">Lines of the cart.</param>
/// <param name="Comparison">How values were compared.</param>
/// <param name="Value">The whole value.</param>
/// <param name="Sent">What the replicator counts: record and difference.</param>
/// <param name="Wire">What the replica's server was sent, calls and positions included.</param>
/// <param name="Engine">What Redis sends a Redis that replicates the primary.</param>
/// <param name="Xdelta">What <c>xdelta3</c> makes of the two values; null if it is not installed.</param>
/// <param name="Zstd">What <c>zstd --patch-from</c> makes of them.</param>
internal sealed record ChangeBytesResult(
    int Lines, ReplicaComparison Comparison, int Value, long Sent, long Wire, long Engine, long? Xdelta, long? Zstd);
