using System.Diagnostics;
using Tidemark.Bench.Models;
using Tidemark.Stores;

namespace Tidemark.Bench.Leases;

/// <summary>How long a node waits for a session whose lease another node keeps and does not use.</summary>
internal static class HandOver
{
    private const int Rounds = 500;

    public static async Task<Latency> MeasureAsync(IPrimaryStore holders, IPrimaryStore askers)
    {
        await using var holder = BenchNode.Over(holders);
        await using var asker = BenchNode.Over(askers);
        var spans = new List<double>(Rounds);
        for (var round = -50; round < Rounds; round++)
        {
            // A session of its own each time: one that goes to and fro is given back before anybody asks.
            var id = await StoreAsync(holder);
            var began = Stopwatch.GetTimestamp();
            await using var session = await asker.OpenAsync(id, SessionAccess.Shared);
            if (round >= 0)
                spans.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        spans.Sort();
        return new Latency(spans[spans.Count / 2], spans[spans.Count * 99 / 100]);
    }

    private static async Task<SessionId> StoreAsync(SessionManager node)
    {
        await using var session = node.Create();
        await session.SetAsync(Keys.Cart, Carts.WithLines(10));
        await session.CompleteAsync();
        return session.Id;
    }
}

/// <summary>Half of the waits, and 99 of 100, were no longer; in milliseconds.</summary>
internal sealed record Latency(double P50, double P99);
