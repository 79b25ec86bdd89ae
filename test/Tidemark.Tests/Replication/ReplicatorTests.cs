using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Replication;

/// <summary>Who replicates when, and what becomes of it when stores are away, or are something else than they were.</summary>
public sealed class ReplicatorTests
{
    [Fact]
    public async Task A_copy_knows_the_last_commits_and_not_all_of_them_since_they_are_written_each_time()
    {
        var pair = new ReplicaPair();
        var id = await pair.Rig.StoreAsync();
        var key = pair.Rig.KeyOf(id);
        for (var step = 2; step < 15; step++)
        {
            await pair.ChangeAsync(id, async session => (await session.GetAsync(Keys.Wizard))!.Step = step);
            if (step % 4 == 0)
                await pair.DrainAsync();
        }

        await pair.DrainAsync();
        var mine = (await pair.Primary.ReadImageAsync(key, null, default)).Record!.Commits;
        Assert.Equal(mine.TakeLast(2), (await pair.Replica.ReadImageAsync(key, null, default)).Record!.Commits);
        await pair.ChangeAsync(id, async session => (await session.GetAsync(Keys.Wizard))!.Step = 15);
        await pair.DrainAsync();
        mine = (await pair.Primary.ReadImageAsync(key, null, default)).Record!.Commits;
        Assert.Equal(mine.TakeLast(2), (await pair.Replica.ReadImageAsync(key, null, default)).Record!.Commits);
    }

    [Fact]
    public void Of_several_replicators_one_works_and_another_takes_over_when_it_is_gone() => Run(async pair =>
    {
        using var first = new CancellationTokenSource();
        var working = pair.Replicator.RunAsync(first.Token);
        await UntilAsync(pair, () => pair.Replicator.Status.Followed == pair.Replicator.Status.Shares);
        var other = pair.NewReplicator();
        using var second = new CancellationTokenSource();
        var waiting = other.RunAsync(second.Token);
        var id = await pair.Rig.StoreAsync();
        await UntilAsync(pair, () => pair.Replicator.Status.Records == 1);
        Assert.Equal((0, 0L), (other.Status.Followed, other.Status.Records));

        first.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);
        await pair.ChangeAsync(id, session => session.SetAsync(Keys.Name, "Eve").AsTask());
        await UntilAsync(pair, () => other.Status.Records == 1);
        await pair.AssertSameAsync();
        second.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    });

    [Fact]
    public void A_follower_that_comes_back_goes_on_where_it_was_and_reads_nothing_twice() => Run(async pair =>
    {
        for (var session = 0; session < 5; session++)
            await pair.Rig.StoreAsync();
        await pair.DrainAsync();
        var id = await pair.Rig.StoreAsync();

        var calls = new CountingStore(pair.Primary);
        await pair.NewReplicator(calls).DrainAsync(CancellationToken.None);
        Assert.Equal(1, calls.Images);
        await pair.AssertSameAsync();
        Assert.NotNull(await pair.ReplicatedAsync(id, Keys.Cart));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void While_a_store_is_away_its_replicator_says_so_and_catches_up_when_it_is_back(bool isPrimary) => Run(async pair =>
    {
        var faulty = new AwayStore(isPrimary ? pair.Primary : pair.Replica);
        var replicator = isPrimary ? pair.NewReplicator(faulty) : pair.NewReplicator(null, faulty);
        using var ended = new CancellationTokenSource();
        var running = replicator.RunAsync(ended.Token);
        var id = await pair.Rig.StoreAsync();
        await UntilAsync(pair, () => replicator.Status.Records == 1);

        faulty.IsAway = true;
        await pair.ChangeAsync(id, session => session.SetAsync(Keys.Name, "Eve").AsTask());
        await UntilAsync(pair, () => replicator.Status.Trouble is not null);
        await Task.Delay(TimeSpan.FromMinutes(1), pair.Rig.Time);
        Assert.Equal(1, replicator.Status.Records);

        faulty.IsAway = false;
        await UntilAsync(pair, () => replicator.Status.Trouble is null);
        await Task.Delay(TimeSpan.FromSeconds(1), pair.Rig.Time);
        await pair.AssertSameAsync();
        ended.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    });

    [Fact]
    public void A_replica_that_was_promoted_takes_nothing_more_and_its_replicator_ends_with_a_word_of_that() => Run(async pair =>
    {
        var running = pair.Replicator.RunAsync(CancellationToken.None);
        var id = await pair.Rig.StoreAsync();
        await UntilAsync(pair, () => pair.Replicator.Status.Records == 1);
        await pair.PromoteAsync();
        await pair.ChangeAsync(id, session => session.SetAsync(Keys.Name, "Eve").AsTask());

        var refused = await Assert.ThrowsAsync<ReplicaRefusedException>(() => running);
        Assert.Equal((StoreRole.Primary, 2), (refused.Standing.Role, refused.Standing.Epoch));
        Assert.Contains("epoch 2", refused.Message, StringComparison.Ordinal);
        Assert.Equal("Ada", await pair.ReplicatedAsync(id, Keys.Name));
    });

    [Fact]
    public async Task A_store_with_sessions_of_its_own_becomes_no_replica_unless_they_may_be_lost()
    {
        var pair = new ReplicaPair();
        await pair.Rig.StoreAsync();
        var own = StateKey.From("test", SessionId.New());
        await pair.Replica.CommitAsync(
            new CommitRequest(
                own, NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(), [], new Lifetime(TimeSpan.FromHours(1), TimeSpan.FromHours(1)),
                AfterCommit.Release, "test"),
            default);
        await Assert.ThrowsAsync<ReplicaRefusedException>(pair.DrainAsync);
        Assert.NotNull((await pair.Replica.ReadImageAsync(own, null, default)).Record);

        pair.Options.Overwrites = true;
        await pair.DrainAsync();
        Assert.Null((await pair.Replica.ReadImageAsync(own, null, default)).Record);
        await pair.AssertSameAsync();
    }

    [Fact]
    public async Task What_was_the_primary_becomes_a_replica_by_differences_and_loses_what_only_it_had()
    {
        var pair = new ReplicaPair();
        var shared = new List<SessionId>();
        for (var session = 0; session < 5; session++)
            shared.Add(await pair.NewSessionAsync(fresh => fresh.SetAsync(Book.Key, Book.Of(1400)).AsTask()));
        var lagging = await pair.NewSessionAsync(session => session.SetAsync(Book.Key, Book.Of(1400)).AsTask());
        await pair.DrainAsync();
        await pair.ChangeAsync(lagging, async session => (await session.GetAsync(Book.Key))!.Opened = 3);
        var lost = await pair.Rig.StoreAsync();
        await pair.PromoteAsync();
        pair.Node = pair.Rig.NewNode(pair.Replica);
        foreach (var id in (SessionId[])[.. shared, lagging])
            await pair.ChangeAsync(id, async session => (await session.GetAsync(Book.Key))!.Pages[5] = "changed since");

        var back = new Replicator(pair.Replica, pair.Primary, new ReplicationOptions { Overwrites = true }, pair.Rig.Time);
        await back.DrainAsync(CancellationToken.None);
        await pair.AssertSameAsync();
        Assert.Null((await pair.Primary.ReadImageAsync(pair.Rig.KeyOf(lost), null, default)).Record);

        // Whole is sent only what both have changed.
        Assert.InRange(back.Status.Bytes, 1, 125_000);
    }

    [Fact]
    public void What_a_replica_does_not_take_is_tried_again_and_holds_up_nothing_else() => Run(async pair =>
    {
        var picky = new PickyReplica(pair.Replica);
        var replicator = pair.NewReplicator(null, picky);
        using var ended = new CancellationTokenSource();
        var running = replicator.RunAsync(ended.Token);
        var refused = await pair.Rig.StoreAsync();
        picky.Refused = pair.Rig.KeyOf(refused);
        await UntilAsync(pair, () => replicator.Status.Failing == 1);
        await pair.Rig.StoreAsync();
        await UntilAsync(pair, () => replicator.Status.Records == 1);

        picky.Refused = null;
        await UntilAsync(pair, () => replicator.Status is { Failing: 0, Records: 2 });
        await pair.AssertSameAsync();
        ended.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    });

    private static void Run(Func<ReplicaPair, Task> body)
    {
        var pair = new ReplicaPair();
        OneThread.Run(pair.Rig.Time, () => body(pair), TimeSpan.FromMilliseconds(20));
    }

    private static async Task UntilAsync(ReplicaPair pair, Func<bool> isSo)
    {
        for (var step = 0; !isSo(); step++)
        {
            Assert.True(step < 5000, $"It did not come to that: {pair.Replicator.Status}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), pair.Rig.Time);
        }
    }

    private sealed class CountingStore(IPrimaryStore inner) : DelegatingStore(inner)
    {
        public int Images { get; private set; }

        public override IReplicaStore Copies => new Counting(this, Inner.Copies!);

        private sealed class Counting(CountingStore store, IReplicaStore inner) : DelegatingReplica(inner)
        {
            public override ValueTask<SessionImage> ReadImageAsync(StateKey key, StateVersion? newer, CancellationToken cancellationToken)
            {
                store.Images++;
                return base.ReadImageAsync(key, newer, cancellationToken);
            }
        }
    }

    private sealed class PickyReplica(IPrimaryStore inner) : DelegatingStore(inner)
    {
        public StateKey? Refused { get; set; }

        public override IReplicaStore Copies => new Picky(this, Inner.Copies!);

        private sealed class Picky(PickyReplica store, IReplicaStore inner) : DelegatingReplica(inner)
        {
            public override ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken) => copy.Key == store.Refused
                ? throw new StoreRefusedException("It is too long.")
                : base.CopyAsync(copy, cancellationToken);
        }
    }

    private sealed class AwayStore(IPrimaryStore inner) : DelegatingStore(inner)
    {
        public bool IsAway { get; set; }

        public override IChangeFeed Changes => new AwayFeed(this, Inner.Changes!);

        public override IReplicaStore Copies => new AwayReplica(this, Inner.Copies!);

        private void Reach()
        {
            if (IsAway)
                throw new StoreUnavailableException("It is away.");
        }

        private sealed class AwayFeed(AwayStore store, IChangeFeed inner) : IChangeFeed
        {
            public int Partitions => inner.Partitions;

            public ValueTask BeginAsync(CancellationToken cancellationToken) => inner.BeginAsync(cancellationToken);

            public ValueTask EndAsync(CancellationToken cancellationToken) => inner.EndAsync(cancellationToken);

            public ValueTask<FeedPage> ReadAsync(int partition, ChangeMark after, int limit, CancellationToken cancellationToken)
            {
                store.Reach();
                return inner.ReadAsync(partition, after, limit, cancellationToken);
            }
        }

        private sealed class AwayReplica(AwayStore store, IReplicaStore inner) : DelegatingReplica(inner)
        {
            public override ValueTask<SessionImage> ReadImageAsync(StateKey key, StateVersion? newer, CancellationToken cancellationToken)
            {
                store.Reach();
                return base.ReadImageAsync(key, newer, cancellationToken);
            }

            // The answer is lost as well.
            public override async ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken)
            {
                var outcome = await base.CopyAsync(copy, cancellationToken);
                store.Reach();
                return outcome;
            }

            public override ValueTask<Following> FollowAsync(FollowRequest request, CancellationToken cancellationToken)
            {
                store.Reach();
                return base.FollowAsync(request, cancellationToken);
            }
        }
    }
}
