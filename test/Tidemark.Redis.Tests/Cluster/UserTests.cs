using Tidemark.Redis.Tests.Cluster.Load;
using Tidemark.Redis.Tests.Rig;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Cluster;

/// <summary>A user's sessions are in many slots, and their list is in one more.</summary>
public sealed class UserTests(OneCluster one) : ClusterTest(one)
{
    private const int Devices = 12;
    private static readonly Lifetime Usual = new(TimeSpan.FromMinutes(20), TimeSpan.FromHours(24));

    [Fact]
    public async Task All_sessions_of_a_user_are_listed_and_ended_though_other_nodes_hold_them()
    {
        await using var load = await LoadAsync(0);
        var (here, holder) = (load.Nodes[0].Store, load.Nodes[1]);
        var user = UserKey.From(Node.Application, "user");
        var primaries = await Cluster.PrimariesAsync();
        var sessions = new List<LoadSession>();
        for (var device = 0; device < Devices; device++)
            sessions.Add(await BeginAsync(load, user, primaries[device % primaries.Count]));
        var bystander = await load.AddSessionAsync(holder);

        var open = new TaskCompletionSource();
        var inside = new CountdownEvent(Devices);
        var held = sessions.Select(session => load.SendAsync(session, holder, SessionAccess.Exclusive, () =>
        {
            inside.Signal();
            return open.Task;
        })).ToArray();
        await Patience.UntilAsync("the other node holds them all", () => Task.FromResult(inside.IsSet));

        var listed = await here.ListUserAsync(user, default);
        Assert.Equal(sessions.Select(session => session.Key), listed.Select(entry => entry.Session));
        foreach (var entry in listed)
            Assert.True(await here.EndAsync(entry.Session, EndReason.Revoked, default));

        // Over for everybody at once, for who holds them too.
        foreach (var session in sessions)
            Assert.Equal(Fate.Missing, (await load.SendAsync(session, load.Nodes[2], SessionAccess.ReadOnly)).Fate);
        open.SetResult();
        Assert.All(await Task.WhenAll(held), visit => Assert.Equal(Fate.Refused, visit.Fate));
        Assert.All(load.History.Refusals, refusal => Assert.Equal(FenceReason.SessionGone, refusal.Reason));
        foreach (var session in sessions)
            Assert.Equal(Fate.Missing, (await load.SendAsync(session, holder, SessionAccess.Shared)).Fate);
        Assert.Equal(Fate.Acknowledged, (await load.SendAsync(bystander, load.Nodes[2], SessionAccess.Shared)).Fate);

        // The holder gives them back, and with them go the last traces of them.
        var keys = new RedisKeys(load.Prefix);
        await Patience.UntilAsync("nothing but tombstones is left of them", async () =>
            (await here.ListUserAsync(user, default)).Count == 0
            && (await Task.WhenAll(sessions.Select(session => HasRecordAsync(keys.Session(session.Key).Session.ToString())))).All(exists => !exists));
    }

    // As a sign-in does it: listed first, then committed as the user's.
    private async Task<LoadSession> BeginAsync(SessionLoad load, UserKey user, RedisServer primary)
    {
        var node = load.Nodes[0];
        var session = await AddSessionAsync(load, node, primary);
        await node.Store.EnterUserAsync(user, session.Key, Usual, default);
        var raw = NodeId.New();
        await node.Store.BeatAsync(raw, TimeSpan.FromMinutes(1), default);
        AcquireOutcome.Granted? granted = null;
        await Patience.UntilAsync("the session is free", async () =>
            (granted = await node.Store.AcquireAsync(new AcquireRequest(session.Key, raw, StateVersion.None, "sign in"), default) as AcquireOutcome.Granted) is not null);
        var mark = new CommitRequest(session.Key, raw, granted!.Token, granted.State.Version, CommitId.New(), [], Usual, AfterCommit.Release, "sign in")
        {
            User = user,
        };
        Assert.IsType<CommitOutcome.Committed>(await node.Store.CommitAsync(mark, default));
        return session;
    }

    private async Task<bool> HasRecordAsync(string key) => (await (await Cluster.PrimaryOfKeyAsync(key)).RunAsync("HSTRLEN", key, "record")).Number > 0
        && (await (await Cluster.PrimaryOfKeyAsync(key)).RunAsync("HGET", key, "record")).Bytes is [2, ..];
}
