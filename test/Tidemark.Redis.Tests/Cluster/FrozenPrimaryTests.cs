using Tidemark.Redis.Tests.Cluster.Load;
using Tidemark.Redis.Tests.Rig;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Simulation.Clients;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Cluster;

/// <summary>
/// Row 9: a primary stands still, is replaced, and goes on before it has heard of that. What still waits in its connections it applies and acknowledges, and
/// forgets all of it when it becomes a replica.
/// </summary>
public sealed class FrozenPrimaryTests(OneCluster one) : ClusterTest(one)
{
    private static readonly TimeSpan Freeze = TimeSpan.FromSeconds(7);

    // The silence after which a node counts as failed, and what a client may take to find that out.
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(2 + 15);

    [Fact]
    public async Task Clients_find_the_new_primary_while_the_old_one_keeps_their_connections_and_the_others_serve_all_the_time()
    {
        // Else the servers themselves refuse everything until the replica has taken over.
        foreach (var server in Cluster.Servers)
            await server.ConfigSetAsync("cluster-require-full-coverage", "no");

        // A node that a busy machine keeps from beating in time loses touch with its store, and publishes its schemas anew, on whichever primary.
        await using var load = await LoadAsync(nodes: 2, lease: TimeSpan.FromMinutes(1));
        var primary = await PrimaryApartFromAsync(load, load.Nodes[0], load.Nodes[1]);
        var struck = await SessionsOnAsync(load, primary);
        load.Start();
        await WaitForSuccessesAsync(load, 200);

        primary.Freeze();
        var frozen = load.History.Now;
        await WaitForSuccessesAsync(load, 1, frozen, struck);
        var outage = Successes(load, frozen, struck).Min(visit => visit.Ended)!.Value - frozen;
        await WaitForSuccessesAsync(load, 100, load.History.Now, struck);
        await load.StopAsync();
        primary.Thaw();
        await Cluster.WaitUntilHealthyAsync();

        var others = load.History.Visits.Where(visit => visit.Began >= frozen && !struck.Contains(visit.Session)).ToArray();
        var slowest = others.MaxBy(visit => visit.Took)!;
        Say($"Service was back {outage.TotalSeconds:F1} s after the freeze. Of {others.Length} requests on the other primaries the slowest took {slowest.Took}: {slowest}");
        AssertSound(load, [.. await load.JudgeAsync(struck, frozen), .. await load.JudgeAsync([.. load.Sessions.Except(struck)])]);
        Assert.InRange(outage, TimeSpan.Zero, LongestOutage);
        Assert.All(others, visit => Assert.True(visit.Fate is Fate.Acknowledged or Fate.Read, $"{visit}"));
        Assert.True(others.Count(visit => visit.Took < TimeSpan.FromSeconds(1)) > 0.95 * others.Length, "Most were delayed.");
    }

    [Fact]
    public async Task Acknowledgements_of_a_replaced_primary_are_lost_and_whoever_builds_on_them_is_refused()
    {
        await using var load = await LoadAsync(0);

        // These wait for longer than the primary stands still: their calls lie in its connections when it wakes.
        var patient = Enumerable.Range(0, 2).Select(_ => load.AddNode(callTimeout: Freeze + TimeSpan.FromSeconds(5))).ToArray();
        var primary = await PrimaryApartFromAsync(load, patient[0], patient[1]);
        var sessions = new List<LoadSession>();
        for (var number = 0; number < 8; number++)
            sessions.Add(await AddSessionAsync(load, patient[number % 2], primary));
        var inside = await AddSessionAsync(load, patient[0], primary);
        await using var open = (await patient[0].Sessions.OpenAsync(inside.Id, SessionAccess.Exclusive))!;
        var log = (await open.GetAsync(Attributes.Log))!;
        await Cluster.SettleAsync(primary);

        primary.Freeze();
        log.Add("first");
        var first = open.CommitAsync().AsTask();
        var waiting = sessions.Select((session, number) => load.SendAsync(session, patient[number % 2], SessionAccess.Shared)).ToArray();
        await PauseAsync(Freeze);
        await Cluster.WaitForPromotionAsync(primary);
        primary.Thaw();
        await Task.WhenAll(waiting).WaitAsync(Patience.Longest, TestContext.Current.CancellationToken);
        var replaced = load.History.Now;
        await Cluster.WaitUntilHealthyAsync();

        // Inside a request its next commit tells.
        await first;
        var isThere = (await inside.ReadAsync(load.Nodes[0].Store))!.Ids.Contains("first");
        log.Add("second");
        var failure = await Record.ExceptionAsync(() => open.CompleteAsync().AsTask());
        Assert.Equal(isThere ? null : CommitFailure.Refused, (failure as SessionCommitException)?.Failure);

        // Who builds on what is not there is told, unless a beat told the node before; then everybody sees one chain.
        var next = await Task.WhenAll(sessions.Select((session, number) => load.SendAsync(session, patient[number % 2], SessionAccess.Shared)));
        load.Start(sessions);
        await WaitForSuccessesAsync(load, 100, load.History.Now);
        await load.StopAsync();

        var verdicts = await load.JudgeAsync(sessions, replaced);
        AssertSound(load, verdicts);
        Say($"{verdicts.Sum(verdict => verdict.Lost.Count)} of {sessions.Count} were acknowledged by the primary that had been replaced, and lost.");
        Assert.All(next, visit => Assert.True(visit.Fate is Fate.Refused or Fate.Acknowledged, $"{visit}"));
        Assert.All(load.History.Refusals, refusal => Assert.True(refusal.Reason is FenceReason.WrongBase or FenceReason.LeaseLost, $"{refusal}"));
    }
}
