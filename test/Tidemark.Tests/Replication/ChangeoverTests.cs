using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Replication;

/// <summary>Stores that change places at the worst moment for a node, or for whoever copies: each of them was found by the simulation.</summary>
public sealed class ChangeoverTests
{
    private static readonly NodeId Here = NodeId.New();
    private static readonly Lifetime Usual = new(TimeSpan.FromMinutes(20), TimeSpan.FromDays(1));

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_node_that_starts_when_the_stores_have_changed_places_asks_nothing_of_the_replica()
    {
        // Nobody in this process has asked yet what they are.
        var (first, other, key) = (new MemoryStore(_time), new MemoryStore(_time), NewKey());
        await BecomeAsync(first, StoreRole.Replica, 2);
        await BecomeAsync(other, StoreRole.Primary, 2);
        await using var node = NewNode(first, other);

        Assert.IsType<CommitOutcome.Committed>(await node.CommitAsync(Creation(key), default));

        Assert.Same(other, node.Current);
        Assert.Null((await first.ReadImageAsync(key, null, default)).Record);
    }

    [Fact]
    public async Task A_node_that_was_frozen_through_a_change_over_reads_nothing_old_when_it_wakes()
    {
        var (first, other, key) = (new MemoryStore(_time), new MemoryStore(_time), NewKey());
        await BecomeAsync(first, StoreRole.Primary, 1);
        await BecomeAsync(other, StoreRole.Replica, 1);
        await using var node = NewNode(first, other);
        Assert.IsType<ReadOutcome.Missing>(await node.ReadAsync(key, StateVersion.None, default));

        // It does not beat here, so that it does not look either, as if it stood still.
        _time.Advance(TimeSpan.FromSeconds(3));
        await BecomeAsync(first, StoreRole.Replica, 2);
        await BecomeAsync(other, StoreRole.Primary, 2);
        await other.CommitAsync(Creation(key), default);

        Assert.IsType<ReadOutcome.Found>(await node.ReadAsync(key, StateVersion.None, default));
    }

    [Fact]
    public async Task A_node_that_comes_to_a_closed_store_waits_for_its_sessions_and_begins_none()
    {
        var (first, other, key) = (new MemoryStore(_time), new MemoryStore(_time), NewKey());
        await first.CommitAsync(Creation(key) with { Then = AfterCommit.Release }, default);
        await BecomeAsync(first, StoreRole.Closed, 1);
        await BecomeAsync(other, StoreRole.Replica, 1);
        await using var node = NewNode(first, other);

        Assert.IsType<AcquireOutcome.Held>(await node.AcquireAsync(new AcquireRequest(key, Here, StateVersion.None, "test"), default));
        Assert.IsType<AcquireOutcome.Missing>(await node.AcquireAsync(new AcquireRequest(NewKey(), Here, StateVersion.None, "test"), default));
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => node.CommitAsync(Creation(NewKey()), default).AsTask());
        Assert.True(refused.MayPassSoon);

        await BecomeAsync(first, StoreRole.Primary, 1);
        Assert.IsType<AcquireOutcome.Granted>(await node.AcquireAsync(new AcquireRequest(key, Here, StateVersion.None, "test"), default));
    }

    [Fact]
    public async Task A_replica_forgets_the_commits_of_a_history_that_was_lost()
    {
        var (first, other, key) = (new MemoryStore(_time), new MemoryStore(_time), NewKey());
        var created = Assert.IsType<CommitOutcome.Committed>(await first.CommitAsync(Creation(key), default));
        await new Replicator(first, other, null, _time).DrainAsync(default);
        var lost = new CommitRequest(
            key, Here, created.Token, created.Version, CommitId.New(), [new WholeValue("a", new byte[] { 2 })], Usual, AfterCommit.Keep, "test");
        Assert.IsType<CommitOutcome.Committed>(await first.CommitAsync(lost, default));
        await new ReplicaSwitch(first, other, null, _time).PromoteAsync(default);

        await new Replicator(other, first, new ReplicationOptions { Overwrites = true }, _time).DrainAsync(default);

        var (there, here) = (await other.ReadImageAsync(key, null, default), await first.ReadImageAsync(key, null, default));
        Assert.Equal(HistoryPoint.Of(there.Record!), HistoryPoint.Of(here.Record!));
        Assert.Null(here.Record!.Commits.Find(lost.Id));
    }

    [Fact]
    public async Task A_copy_that_was_on_its_way_while_its_session_ended_brings_nothing_back()
    {
        var (primary, replica, key) = (new MemoryStore(_time), new MemoryStore(_time), NewKey());
        var late = new LateStore(replica);
        await primary.CommitAsync(Creation(key), default);
        await new Replicator(primary, late, null, _time).DrainAsync(default);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await primary.EndAsync(key, EndReason.Revoked, default));

        // Who compares both sides sees that it is gone before it is told so.
        await new SessionCopier(primary, replica, 1, new ReplicationOptions(), NullLogger.Instance).CopyAsync(key, null, default);
        Assert.IsType<CopyOutcome.Gap>(await replica.CopyAsync(late.First!, default));
        await new Replicator(primary, replica, null, _time).DrainAsync(default);
        var later = new CopyStamp(1, new ChangeMark(late.First!.Stamp.Mark.Number + 1000));
        Assert.IsType<CopyOutcome.Gap>(await replica.CopyAsync(late.First with { Stamp = later }, default));
        Assert.Null((await replica.ReadImageAsync(key, null, default)).Record);
    }

    [Fact]
    public async Task A_drain_ends_what_only_the_replica_has_though_another_follower_has_only_begun_to()
    {
        var (primary, replica) = (new MemoryStore(_time), new MemoryStore(_time));
        await replica.CommitAsync(Creation(NewKey()), default);
        await BecomeAsync(primary, StoreRole.Primary, 1);
        await BecomeAsync(replica, StoreRole.Replica, 1);
        await replica.FollowAsync(new FollowRequest(0, 1, 1, NodeId.New(), TimeSpan.FromSeconds(10), [ChangeMark.None]), default);

        await new Replicator(primary, replica, null, _time).DrainAsync(default);

        Assert.True((await new ReplicaCheck(primary, replica, null, _time).RunAsync(false, null, default)).IsSame);
    }

    [Fact]
    public async Task A_change_over_does_not_wait_for_a_moment_without_changes()
    {
        var (first, other) = (new MemoryStore(_time), new MemoryStore(_time));
        await new Replicator(first, other, null, _time).DrainAsync(default);
        var busy = new BusyStore(first);

        Assert.Equal(2, await new ReplicaSwitch(busy, other, null, _time).SwitchOverAsync(TimeSpan.FromSeconds(5), default));
        Assert.InRange(busy.Sessions, 1, 100);
    }

    [Fact]
    public async Task A_session_that_is_ended_at_the_last_moment_of_a_change_over_stays_ended()
    {
        var (first, other, key) = (new MemoryStore(_time), new MemoryStore(_time), NewKey());
        await first.CommitAsync(Creation(key) with { Then = AfterCommit.Release }, default);
        await new Replicator(first, other, null, _time).DrainAsync(default);
        var signedOut = new LastMomentStore(first, () => first.EndAsync(key, EndReason.Revoked, default));

        await new ReplicaSwitch(signedOut, other, null, _time).SwitchOverAsync(TimeSpan.FromSeconds(5), default);

        Assert.IsType<ReadOutcome.Missing>(await other.ReadAsync(key, StateVersion.None, default));
        await Assert.ThrowsAsync<StoreRefusedException>(() => first.EndAsync(NewKey(), EndReason.Revoked, default).AsTask());
    }

    private static StateKey NewKey() => StateKey.From("test", SessionId.New());

    private static CommitRequest Creation(StateKey key) => new(
        key, Here, LeaseToken.None, StateVersion.None, CommitId.New(), [new WholeValue("a", new byte[] { 1 })], Usual, AfterCommit.Keep, "test");

    private static async Task BecomeAsync(MemoryStore store, StoreRole role, long epoch) =>
        Assert.True(await store.TrySetStandingAsync(new StoreStanding(role, epoch, default), default));

    private FailoverStore NewNode(MemoryStore first, MemoryStore other) => new(first, other, _time, NullLogger<FailoverStore>.Instance);

    /// <summary>Does something just before it becomes a replica.</summary>
    private sealed class LastMomentStore(MemoryStore store, Func<ValueTask<bool>> act) : DelegatingStore(store)
    {
        public override IReplicaStore Copies { get; } = new Standing(store, act);

        private sealed class Standing(MemoryStore store, Func<ValueTask<bool>> act) : DelegatingReplica(store)
        {
            public override async ValueTask<bool> TrySetStandingAsync(StoreStanding standing, CancellationToken cancellationToken)
            {
                if (standing.Role == StoreRole.Replica)
                    Assert.True(await act());
                return await base.TrySetStandingAsync(standing, cancellationToken);
            }
        }
    }

    /// <summary>Keeps the first copy, which may come once more.</summary>
    private sealed class LateStore(MemoryStore store) : DelegatingStore(store)
    {
        private readonly KeptCopies _copies = new(store);

        public SessionCopy? First => _copies.First;

        public override IReplicaStore Copies => _copies;

        private sealed class KeptCopies(MemoryStore store) : DelegatingReplica(store)
        {
            public SessionCopy? First { get; private set; }

            public override ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken)
            {
                First ??= copy;
                return base.CopyAsync(copy, cancellationToken);
            }
        }
    }

    /// <summary>A session is begun whenever somebody reads the feed, until the store is closed.</summary>
    private sealed class BusyStore(MemoryStore store) : DelegatingStore(store), IChangeFeed
    {
        public int Sessions { get; private set; }

        public override IChangeFeed Changes => this;

        public int Partitions => store.Changes!.Partitions;

        public ValueTask BeginAsync(CancellationToken cancellationToken) => store.Changes!.BeginAsync(cancellationToken);

        public ValueTask EndAsync(CancellationToken cancellationToken) => store.Changes!.EndAsync(cancellationToken);

        public async ValueTask<FeedPage> ReadAsync(int partition, ChangeMark after, int limit, CancellationToken cancellationToken)
        {
            var page = await store.Changes!.ReadAsync(partition, after, limit, cancellationToken);
            if (Sessions < 1000 && (await store.ReadStandingAsync(cancellationToken)).Role == StoreRole.Primary)
            {
                Sessions++;
                await store.CommitAsync(Creation(NewKey()) with { Then = AfterCommit.Release }, cancellationToken);
            }

            return page;
        }
    }
}
