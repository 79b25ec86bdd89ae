using System.Diagnostics;
using Tidemark.Bench.Leases;
using Tidemark.Bench.Models;
using Tidemark.Stores;

namespace Tidemark.Load.Replicas;

/// <summary>A node with sessions, each a cart, and clients that change one quantity of one at a time.</summary>
internal sealed class Editors : IAsyncDisposable
{
    private const int Clients = 16;

    private readonly SessionManager _node;
    private readonly SessionId[] _ids;
    private readonly int _lines;

    private Editors(SessionManager node, SessionId[] ids, int lines) => (_node, _ids, _lines) = (node, ids, lines);

    public int Count => _ids.Length;

    public static async Task<Editors> CreateAsync(IPrimaryStore store, int sessions, int lines)
    {
        var editors = new Editors(BenchNode.Over(store), new SessionId[sessions], lines);
        await editors.AtOnceAsync(async number =>
        {
            await using var session = editors._node.Create();
            await session.SetAsync(Keys.Cart, Carts.WithLines(lines));
            await session.CompleteAsync();
            editors._ids[number] = session.Id;
        });
        return editors;
    }

    /// <summary>Changes one quantity in each of some sessions.</summary>
    public Task EditAsync(int sessions) => AtOnceAsync(number => number < sessions ? EditAsync(number, number) : Task.CompletedTask);

    /// <summary>Changes as many as can be for so long. Returns commits per second.</summary>
    public async Task<double> RateAsync(TimeSpan time)
    {
        var (began, commits) = (Stopwatch.GetTimestamp(), 0L);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            for (var round = client; Stopwatch.GetElapsedTime(began) < time; round += Clients)
            {
                await EditAsync(round % Count, round);
                Interlocked.Increment(ref commits);
            }
        })));
        return commits / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private async Task EditAsync(int number, int round)
    {
        await using var session = (await _node.OpenAsync(_ids[number], SessionAccess.Shared))!;
        (await session.GetAsync(Keys.Cart))!.Lines[round % _lines].Quantity++;
        await session.CompleteAsync();
    }

    private Task AtOnceAsync(Func<int, Task> work) =>
        Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (number, _) => await work(number));
}
