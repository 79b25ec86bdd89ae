using Tidemark.Redis.Tests.Cluster.Load;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Cluster;

/// <summary>What tests under load share.</summary>
public abstract class LoadTest
{
    /// <summary>Few enough for the checkers, many enough for three primaries.</summary>
    internal const int Dozens = 24;

    protected static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);

    protected static Task PauseAsync(TimeSpan time) => Task.Delay(time, TestContext.Current.CancellationToken);

    /// <summary>Every request is answered as in a world without faults.</summary>
    internal static async Task AssertNothingFailsAsync(SessionLoad load)
    {
        load.Start();
        await WaitForSuccessesAsync(load, 500);
        await load.StopAsync();

        AssertSound(load, await load.JudgeAsync());
        Assert.All(load.History.Visits, visit => Assert.True(visit.Fate is Fate.Acknowledged or Fate.Read, $"{visit}"));
        Assert.Empty(load.History.Refusals);
    }

    internal static Task WaitForSuccessesAsync(SessionLoad load, int count, TimeSpan since = default, IReadOnlyCollection<LoadSession>? of = null) =>
        Patience.UntilAsync($"{count} requests succeed", () => Task.FromResult(Successes(load, since, of).Count() >= count));

    /// <summary>Writing requests that began after a moment, and were acknowledged.</summary>
    internal static IEnumerable<Visit> Successes(SessionLoad load, TimeSpan since = default, IReadOnlyCollection<LoadSession>? of = null) =>
        load.History.Visits.Where(visit => visit.Fate == Fate.Acknowledged && visit.Began >= since && of?.Contains(visit.Session) != false);

    /// <summary>Every session is as its history says, and no lease was granted twice.</summary>
    internal static void AssertSound(SessionLoad load, IReadOnlyList<SessionVerdict> verdicts)
    {
        Report(load);
        Assert.All(verdicts, verdict => Assert.True(verdict.Faults.Count == 0, $"{verdict}"));
        Assert.Empty(load.History.DoubleGrants);
    }

    internal static void Report(SessionLoad load)
    {
        foreach (var fate in load.History.Visits.GroupBy(visit => visit.Fate).OrderBy(group => group.Key))
            Say($"{fate.Count()} {fate.Key}, such as {fate.First()}");
        Say($"refused by the store: {string.Join(", ", load.History.Refusals.CountBy(refusal => refusal.Reason))}");
    }

    protected static RedisSettings Durable => new() { IsDurable = true };
}
