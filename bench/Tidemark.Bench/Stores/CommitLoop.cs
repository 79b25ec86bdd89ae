using System.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Bench.Stores;

/// <summary>A session of which one commit follows the other, under a lease that is kept.</summary>
internal sealed class CommitLoop(IPrimaryStore store, CommitRequest next)
{
    private CommitRequest _next = next;

    public static async Task<CommitLoop> CreateAsync(IPrimaryStore store, int valueBytes)
    {
        var lifetime = new Lifetime(TimeSpan.FromMinutes(20), TimeSpan.FromHours(24));
        var loop = new CommitLoop(store, new CommitRequest(
            StateKey.From("bench", SessionId.New()), NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(),
            [new WholeValue("cart", new byte[valueBytes])], lifetime, AfterCommit.Keep, "bench"));
        await store.BeatAsync(loop._next.Node, TimeSpan.FromHours(1), default);
        await loop.CommitAsync();
        return loop;
    }

    /// <summary>Returns how many commits were answered in that time.</summary>
    public async Task<int> RunAsync(TimeSpan time)
    {
        var (began, commits) = (Stopwatch.GetTimestamp(), 0);
        for (; Stopwatch.GetElapsedTime(began) < time; commits++)
            await CommitAsync();
        return commits;
    }

    private async ValueTask CommitAsync()
    {
        var outcome = await store.CommitAsync(_next, default);
        var committed = outcome as CommitOutcome.Committed ?? throw new InvalidOperationException($"A commit was not taken: {outcome}.");
        _next = _next with
        {
            Token = committed.Token,
            Base = committed.Version,
            Id = CommitId.New(),
            Differences = [new WholeValue("cart", new byte[_next.Differences[0].Size])],
        };
    }
}
