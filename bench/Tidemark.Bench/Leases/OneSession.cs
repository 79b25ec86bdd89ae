using System.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Bench.Leases;

/// <summary>Requests on one session of one node, by clients that send one request after the other. Each gets a counter and adds one.</summary>
internal static class OneSession
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(2);

    /// <summary>Requests per second.</summary>
    /// <param name="store">Where each of them commits.</param>
    /// <param name="clients">How many send at once.</param>
    /// <param name="access">Shared or Exclusive.</param>
    /// <param name="counters">How many counters there are: one for all, or one for each client.</param>
    public static async Task<double> MeasureAsync(IPrimaryStore store, int clients, SessionAccess access, int counters)
    {
        await using var node = BenchNode.Over(store);
        var id = await CreateAsync(node, counters);
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var (key, count) = (Keys.Tally(client % counters), 0);
            for (; Stopwatch.GetElapsedTime(began) < Span; count++)
            {
                await using var session = await node.OpenAsync(id, access);
                (await session!.GetAsync(key))!.Value++;
                await session.CompleteAsync();
            }

            return count;
        })));
        var elapsed = Stopwatch.GetElapsedTime(began);
        await VerifyAsync(node, id, counters, counts.Sum());
        return counts.Sum() / elapsed.TotalSeconds;
    }

    private static async Task<SessionId> CreateAsync(SessionManager node, int counters)
    {
        await using var session = node.Create();
        for (var i = 0; i < counters; i++)
            await session.SetAsync(Keys.Tally(i), new Tally());
        await session.CompleteAsync();
        return session.Id;
    }

    private static async Task VerifyAsync(SessionManager node, SessionId id, int counters, int expected)
    {
        await using var session = await node.OpenAsync(id, SessionAccess.ReadOnly);
        var stored = Enumerable.Range(0, counters).Sum(i => session!.Read(Keys.Tally(i))!.Value);
        if (stored != expected)
            throw new InvalidOperationException($"{expected} requests were answered, and the counters say {stored}.");
    }
}
