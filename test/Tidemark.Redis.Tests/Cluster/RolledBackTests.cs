using Tidemark.Redis.Tests.Cluster.Load;
using Tidemark.Redis.Tests.Rig;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Cluster;

/// <summary>Row 10: a replica that had not heard of the last leases and commits is promoted. They are lost; they must not come back.</summary>
public sealed class RolledBackTests(OneCluster one) : ClusterTest(one)
{
    private static readonly Lifetime Usual = new(TimeSpan.FromMinutes(20), TimeSpan.FromHours(24));

    [Fact]
    public async Task A_commit_under_a_lease_that_vanished_is_refused_and_the_lease_before_it_counts()
    {
        await using var store = new RedisStore(new RedisStoreOptions { Configuration = Cluster.ConnectionString, KeyPrefix = "vanished" });
        var key = StateKey.From("vanished", SessionId.New());
        var (old, next) = (await AliveAsync(store), await AliveAsync(store));
        var first = await CommittedAsync(store, Commit(key, old, LeaseToken.None, StateVersion.None));
        AcquireOutcome.Granted vanished = null!;
        await FailOverAsync(await Cluster.PrimaryOfKeyAsync(new RedisKeys("vanished").Session(key).Session.ToString()), async () =>
        {
            // The old holder has committed and given the session back, and the next one has committed.
            await CommittedAsync(store, Commit(key, old, first.Token, first.Version));
            await store.ReleaseAsync(key, first.Token, TimeSpan.Zero, default);
            vanished = await GrantedAsync(store, key, next, default, default);
            await CommittedAsync(store, Commit(key, next, vanished.Token, vanished.State.Version));
        });

        Assert.Equal(FenceReason.LeaseLost, await FencedAsync(store, Commit(key, next, vanished.Token, first.Version)));
        Assert.Equal(FenceReason.LeaseLost, await FencedAsync(store, Commit(key, next, vanished.Token, first.Version.Next())));
        Assert.Equal(FenceReason.WrongBase, await FencedAsync(store, Commit(key, old, first.Token, first.Version.Next())));
        var anew = await CommittedAsync(store, Commit(key, old, first.Token, first.Version));

        // Counted up again, version and fence have the numbers that the vanished ones had, and are others.
        var again = await GrantedAsync(store, key, old, anew.Version, vanished.Token);
        Assert.Equal((vanished.State.Version, vanished.Token.Counter), (again.State.Version, again.Token.Counter));
        Assert.NotEmpty(again.State.Changed);
        Assert.Equal(FenceReason.LeaseLost, await FencedAsync(store, Commit(key, next, vanished.Token, again.State.Version)));
        Assert.Empty((await GrantedAsync(store, key, old, anew.Version, first.Token)).State.Changed);
    }

    [Fact]
    public async Task Who_holds_a_lease_that_vanished_is_refused_and_the_others_go_on()
    {
        await using var load = await LoadAsync(0);
        var (a, b) = (load.Nodes[0], load.Nodes[1]);
        var primary = await PrimaryApartFromAsync(load, a, b);
        var session = await AddSessionAsync(load, a, primary);
        var (inside, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        Task<Visit> holding = null!;
        await FailOverAsync(primary, async () =>
        {
            Assert.Equal(Fate.Acknowledged, (await load.SendAsync(session, b, SessionAccess.Shared)).Fate);
            holding = load.SendAsync(session, b, SessionAccess.Exclusive, () =>
            {
                inside.SetResult();
                return goOn.Task;
            });
            await inside.Task;
        });

        var replaced = load.History.Now;
        Assert.Equal(Fate.Acknowledged, (await load.SendAsync(session, a, SessionAccess.Exclusive)).Fate);
        goOn.SetResult();
        Assert.Equal(Fate.Refused, (await holding).Fate);
        Assert.All(load.History.Refusals, refusal => Assert.Equal(FenceReason.LeaseLost, refusal.Reason));
        foreach (var node in load.Nodes.Reverse())
            Assert.Equal(Fate.Acknowledged, (await load.SendAsync(session, node, SessionAccess.Shared)).Fate);
        var verdicts = await load.JudgeAsync([session], replaced);
        AssertSound(load, verdicts);
        Assert.Single(verdicts[0].Lost);
    }

    [Fact]
    public async Task What_vanished_is_not_taken_for_what_came_in_its_place()
    {
        await using var load = await LoadAsync(0);
        var (a, b) = (load.Nodes[0], load.Nodes[1]);
        var primary = await PrimaryApartFromAsync(load, a, b);
        var session = await AddSessionAsync(load, a, primary);
        Visit vanished = null!;
        await FailOverAsync(primary, async () => vanished = await load.SendAsync(session, b, SessionAccess.Shared));

        var replaced = load.History.Now;

        // The same version again, by another node, with other values of the same length.
        Assert.Equal(Fate.Acknowledged, (await load.SendAsync(session, a, SessionAccess.Shared)).Fate);
        for (var request = 0; request < 2; request++)
            await load.SendAsync(session, b, SessionAccess.Shared);
        Assert.Equal(Fate.Acknowledged, (await load.SendAsync(session, a, SessionAccess.Shared)).Fate);
        var verdicts = await load.JudgeAsync([session], replaced);
        AssertSound(load, verdicts);
        Assert.Equal([vanished], verdicts[0].Lost);
    }

    [Fact]
    public async Task Who_only_reads_under_a_lease_that_vanished_finds_out_with_its_beats()
    {
        await using var load = await LoadAsync(0);
        var (a, b) = (load.Nodes[0], load.Nodes[1]);
        var primary = await PrimaryApartFromAsync(load, a, b);
        var session = await AddSessionAsync(load, a, primary);
        await FailOverAsync(primary, async () => Assert.Equal(Fate.Acknowledged, (await load.SendAsync(session, b, SessionAccess.Shared)).Fate));

        var next = await load.SendAsync(session, a, SessionAccess.Shared);
        Assert.Equal(Fate.Acknowledged, next.Fate);
        await Patience.UntilAsync(
            "the other node sees what is there",
            async () => (await load.SendAsync(session, b, SessionAccess.ReadOnly)).Step!.Reads["log"] == next.Step!.Writes["log"],
            4 * Node.Lease);
    }

    [Fact]
    public async Task A_session_whose_creation_vanished_is_gone_and_does_not_come_back()
    {
        await using var load = await LoadAsync(0);
        var (holder, other) = (load.Nodes[0], load.Nodes[1]);
        var primary = await PrimaryApartFromAsync(load, holder, other);
        LoadSession young = null!;
        await FailOverAsync(primary, async () => young = await AddSessionAsync(load, holder, primary));

        // Its holder cannot know, until it asks or a beat tells it.
        Assert.Equal(Fate.Missing, (await load.SendAsync(young, other, SessionAccess.Shared)).Fate);
        Assert.True((await load.SendAsync(young, holder, SessionAccess.Shared)).Fate is Fate.Refused or Fate.Missing);
        foreach (var node in load.Nodes)
            Assert.Equal(Fate.Missing, (await load.SendAsync(young, node, SessionAccess.Shared)).Fate);
        Assert.All(load.History.Refusals, refusal => Assert.Equal(FenceReason.SessionGone, refusal.Reason));
    }

    [Fact]
    public async Task Under_load_all_since_the_replica_heard_last_is_lost_and_what_is_left_is_one_history()
    {
        await using var load = await LoadAsync();
        var (primary, struck) = await PickPrimaryAsync(load);
        load.Start();
        TimeSpan killed = default;
        await FailOverAsync(primary, () => WaitForSuccessesAsync(load, 50, load.History.Now, struck), () => killed = load.History.Now);
        await WaitForSuccessesAsync(load, 100, load.History.Now, struck);
        await load.StopAsync();

        var verdicts = await load.JudgeAsync(struck, killed);
        var lost = verdicts.Sum(verdict => verdict.Lost.Count);
        Say($"Lost {lost} of {Successes(load, of: struck).Count()} acknowledged commits; {verdicts.Count(verdict => verdict.StaleReads is not null)} of {struck.Count} sessions with stale reads.");
        AssertSound(load, [.. verdicts, .. await load.JudgeAsync([.. load.Sessions.Except(struck)])]);
        Assert.True(lost >= 50, $"Only {lost} commits were lost: the test proves little.");
    }

    /// <summary>Has a primary replaced by a replica that has not heard of some things.</summary>
    private async Task FailOverAsync(RedisServer primary, Func<Task> unheard, Action? killed = null)
    {
        var replica = await Cluster.ReplicaOfAsync(primary);
        await Cluster.SettleAsync(primary);
        await replica.StopFollowingAsync();
        await unheard();
        await primary.KillAsync();
        killed?.Invoke();
        Assert.Equal(replica, await Cluster.WaitForPromotionAsync(primary));
    }

    private static async Task<NodeId> AliveAsync(RedisStore store)
    {
        var node = NodeId.New();
        await store.BeatAsync(node, TimeSpan.FromMinutes(5), default);
        return node;
    }

    private static async Task<AcquireOutcome.Granted> GrantedAsync(
        RedisStore store, StateKey key, NodeId node, StateVersion known, LeaseToken under) => Assert.IsType<AcquireOutcome.Granted>(
        await store.AcquireAsync(new AcquireRequest(key, node, known, "test") { KnownUnder = under }, default));

    private static async Task<CommitOutcome.Committed> CommittedAsync(RedisStore store, CommitRequest commit) =>
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(commit, default));

    private static async Task<FenceReason> FencedAsync(RedisStore store, CommitRequest commit) =>
        Assert.IsType<CommitOutcome.Fenced>(await store.CommitAsync(commit, default)).Reason;

    private static CommitRequest Commit(StateKey key, NodeId node, LeaseToken token, StateVersion on) =>
        new(key, node, token, on, CommitId.New(), [new WholeValue("a", new byte[] { 1 })], Usual, AfterCommit.Keep, "test");
}
