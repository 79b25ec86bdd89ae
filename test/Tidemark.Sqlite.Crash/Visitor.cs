using System.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Crash;

/// <summary>For each line that it reads, gets the lease of a session, gives it back, and writes how many microseconds it waited for it.</summary>
internal static class Visitor
{
    public static async Task RunAsync(SqliteStore store, StateKey key)
    {
        var node = NodeId.New();
        await store.BeatAsync(node, TimeSpan.FromMinutes(10), default);
        await using var waiter = await WaitingNode.StartAsync(store, node);
        while (await Console.In.ReadLineAsync() is not null)
        {
            var asked = Stopwatch.GetTimestamp();
            var granted = await waiter.AcquireAsync(key);
            var waited = Stopwatch.GetElapsedTime(asked);
            await store.ReleaseAsync(key, granted.Token, TimeSpan.Zero, default);
            Console.WriteLine($"{waited.TotalMicroseconds:f0}");
        }
    }
}
