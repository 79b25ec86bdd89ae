using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Replication;

/// <summary>Nodes that know two stores, while one takes the other's place.</summary>
public sealed class SwitchTests
{
    [Fact]
    public void A_planned_change_under_load_loses_nothing_fails_nobody_and_signs_nobody_out() => Run(async farm =>
    {
        var ids = await farm.CreateAsync(6);
        using var ended = new CancellationTokenSource();
        var load = farm.LoadAsync(ids, ended.Token);
        await Task.Delay(TimeSpan.FromSeconds(3), farm.Time);

        Assert.Equal(2, await farm.NewSwitch().SwitchOverAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        await Task.Delay(TimeSpan.FromSeconds(5), farm.Time);
        ended.Cancel();
        var counted = await load;

        Assert.All(farm.Stores, node => Assert.Same(farm.Other, node.Current));
        Assert.Equal(counted, await farm.ReadAsync(ids));
        Assert.All(counted, count => Assert.True(count > 20, $"There were {count} requests only."));
        Assert.Equal((StoreRole.Replica, 2), Of(await farm.First.ReadStandingAsync(default)));
        Assert.Equal((StoreRole.Primary, 2), Of(await farm.Other.ReadStandingAsync(default)));
    });

    [Fact]
    public void The_old_primary_can_take_its_place_again_in_the_same_way() => Run(async farm =>
    {
        var ids = await farm.CreateAsync(3);
        await farm.IncrementAsync(0, ids[0]);
        await farm.NewSwitch().SwitchOverAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        await farm.IncrementAsync(0, ids[0]);
        await farm.IncrementAsync(1, ids[1]);
        Assert.Equal(3, await new ReplicaSwitch(farm.Other, farm.First, null, farm.Time).SwitchOverAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        await farm.IncrementAsync(1, ids[0]);

        Assert.Equal<int[]>([3, 1, 0], await farm.ReadAsync(ids));
        Assert.All(farm.Stores, node => Assert.Same(node.First, node.Current));
    });

    [Fact]
    public void If_a_node_does_not_leave_the_primary_is_opened_again_and_everybody_goes_on() => Run(async farm =>
    {
        var ids = await farm.CreateAsync(1);
        await using (var session = await farm.Nodes[0].OpenAsync(ids[0], SessionAccess.Exclusive, "slow"))
        {
            (await session!.GetAsync(Keys.Wizard))!.Step++;
            await Assert.ThrowsAsync<TimeoutException>(() => farm.NewSwitch().SwitchOverAsync(TimeSpan.FromSeconds(5), CancellationToken.None));
            await session.CompleteAsync();
        }

        await farm.IncrementAsync(1, ids[0]);
        Assert.Equal<int[]>([2], await farm.ReadAsync(ids));
        Assert.Equal((StoreRole.Primary, 1), Of(await farm.First.ReadStandingAsync(default)));
    });

    [Fact]
    public void A_call_that_is_lost_while_everybody_waits_does_not_end_the_change() => Run(async farm =>
    {
        var ids = await farm.CreateAsync(1);
        var flaky = new FlakyStore(farm.Other, farm.First) { Left = 3 };
        Assert.Equal(2, await farm.NewSwitch(flaky).SwitchOverAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        await farm.IncrementAsync(1, ids[0]);
        Assert.Equal((0, 1), (flaky.Left, Assert.Single(await farm.ReadAsync(ids))));
    });

    [Fact]
    public void What_cannot_be_copied_is_not_left_behind_but_keeps_the_primary_where_it_is() => Run(async farm =>
    {
        var ids = await farm.CreateAsync(1);
        var change = farm.NewSwitch(new FullStore(farm.Other));
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => change.SwitchOverAsync(TimeSpan.FromSeconds(30), CancellationToken.None));

        Assert.Contains("1 records could not be copied", refused.Message, StringComparison.Ordinal);
        Assert.Equal((StoreRole.Primary, 1), Of(await farm.First.ReadStandingAsync(default)));
        await farm.IncrementAsync(1, ids[0]);
        Assert.Equal<int[]>([1], await farm.ReadAsync(ids));
    });

    [Fact]
    public void If_the_replica_is_lost_while_everybody_waits_the_primary_is_opened_again_and_everybody_goes_on() => Run(async farm =>
    {
        var ids = await farm.CreateAsync(1);
        var change = farm.NewSwitch(new FlakyStore(farm.Other, farm.First) { Left = int.MaxValue });
        await Assert.ThrowsAsync<StoreUnavailableException>(() => change.SwitchOverAsync(TimeSpan.FromSeconds(5), CancellationToken.None));

        Assert.Equal((StoreRole.Primary, 1), Of(await farm.First.ReadStandingAsync(default)));
        await farm.IncrementAsync(1, ids[0]);
        Assert.Equal<int[]>([1], await farm.ReadAsync(ids));
    });

    [Fact]
    public void What_was_broken_off_between_the_two_stores_is_taken_up() => Run(async farm =>
    {
        var ids = await farm.CreateAsync(1);
        await farm.IncrementAsync(0, ids[0]);
        await new Replicator(farm.First, farm.Other, null, farm.Time).DrainAsync(CancellationToken.None);
        await farm.First.TrySetStandingAsync(new StoreStanding(StoreRole.Replica, 2, default), default);

        Assert.Equal(2, await farm.NewSwitch().SwitchOverAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        await farm.IncrementAsync(1, ids[0]);
        Assert.Equal<int[]>([2], await farm.ReadAsync(ids));
    });

    [Fact]
    public void After_a_promotion_nodes_go_on_with_what_the_replica_has_and_take_nothing_of_the_lost_history_along() => Run(async farm =>
    {
        var ids = await farm.CreateAsync(2);
        await farm.IncrementAsync(0, ids[0]);
        await new Replicator(farm.First, farm.Other, null, farm.Time).DrainAsync(CancellationToken.None);
        await farm.IncrementAsync(0, ids[0]);
        await farm.IncrementAsync(0, ids[0]);
        await farm.IncrementAsync(1, ids[1]);
        var change = farm.NewSwitch();
        var lag = await change.LagAsync(CancellationToken.None);
        Assert.Equal((true, 2, 3), (lag.IsExact, lag.Sessions, lag.Versions));

        farm.IsFirstAway = true;
        Assert.Equal((false, 1), await farm.LagOfPromotedAsync(change));
        Assert.Equal(2, await change.PromoteAsync(CancellationToken.None));
        await Task.Delay(TimeSpan.FromSeconds(15), farm.Time);
        Assert.Equal<int[]>([1, 0], await farm.ReadAsync(ids));

        // Node 0 knew versions that are none any more.
        await farm.IncrementAsync(0, ids[0]);
        await farm.IncrementAsync(1, ids[0]);
        await farm.IncrementAsync(0, ids[1]);
        Assert.Equal<int[]>([3, 1], await farm.ReadAsync(ids));

        farm.IsFirstAway = false;
        await Task.Delay(TimeSpan.FromSeconds(15), farm.Time);
        await farm.IncrementAsync(1, ids[1]);
        Assert.All(farm.Stores, node => Assert.Same(farm.Other, node.Current));
        Assert.Equal<int[]>([3, 2], await farm.ReadAsync(ids));
    });

    [Fact]
    public async Task A_promotion_twice_is_refused_and_so_is_a_change_to_a_store_that_is_no_replica()
    {
        var time = new ManualTimeProvider();
        var (first, other) = (new MemoryStore(time), new MemoryStore(time));
        var change = new ReplicaSwitch(first, other, null, time);
        await Assert.ThrowsAsync<ReplicaRefusedException>(() => change.SwitchOverAsync(TimeSpan.FromSeconds(1), CancellationToken.None));
        await Assert.ThrowsAsync<ReplicaRefusedException>(() => change.PromoteAsync(CancellationToken.None));
        await new Replicator(first, other, null, time).DrainAsync(CancellationToken.None);
        await change.PromoteAsync(CancellationToken.None);
        await Assert.ThrowsAsync<ReplicaRefusedException>(() => change.PromoteAsync(CancellationToken.None));
    }

    private static (StoreRole Role, long Epoch) Of(StoreStanding standing) => (standing.Role, standing.Epoch);

    private static void Run(Func<Farm, Task> body)
    {
        var farm = new Farm();
        OneThread.Run(
            farm.Time,
            async () =>
            {
                await farm.StartAsync();
                await body(farm);
                await farm.DisposeAsync();
            },
            TimeSpan.FromMilliseconds(5));
    }

    private sealed class Farm : IAsyncDisposable
    {
        private readonly FaultyStore _first;

        public Farm()
        {
            (First, Other) = (new MemoryStore(Time), new MemoryStore(Time));
            _first = new FaultyStore(First, Time);
            Stores = [NewStore(), NewStore()];
            Nodes = [.. Stores.Select(store => new SessionManager(
                store, new GraphSerializer(Options.Graph), Options, Time, NullLogger<SessionManager>.Instance))];
        }

        public ManualTimeProvider Time { get; } = new();

        public TidemarkOptions Options { get; } = new() { Application = "test" };

        public MemoryStore First { get; }

        public MemoryStore Other { get; }

        public FailoverStore[] Stores { get; }

        public SessionManager[] Nodes { get; }

        public bool IsFirstAway
        {
            set => _first.IsDown = value;
        }

        public async Task StartAsync()
        {
            await new Replicator(First, Other, null, Time).DrainAsync(CancellationToken.None);
            foreach (var node in Nodes)
                await node.StartAsync(CancellationToken.None);
        }

        public ReplicaSwitch NewSwitch(IPrimaryStore? other = null) => new(_first, other ?? Other, null, Time);

        public async Task<List<SessionId>> CreateAsync(int sessions)
        {
            var ids = new List<SessionId>();
            for (var number = 0; number < sessions; number++)
            {
                await using var session = Nodes[number % 2].Create();
                await session.SetAsync(Keys.Wizard, new Wizard());
                await session.CompleteAsync();
                ids.Add(session.Id);
            }

            return ids;
        }

        public async Task IncrementAsync(int node, SessionId id)
        {
            await using var session = await Nodes[node].OpenAsync(id, SessionAccess.Exclusive, "increment");
            (await session!.GetAsync(Keys.Wizard))!.Step++;
            await session.CompleteAsync();
        }

        /// <summary>One visitor for each session, whose requests go to the nodes in turn. Answers how many there were.</summary>
        public Task<int[]> LoadAsync(IReadOnlyList<SessionId> ids, CancellationToken ended) => Task.WhenAll(ids.Select(async id =>
        {
            var count = 0;
            for (; !ended.IsCancellationRequested; count++)
            {
                await IncrementAsync(count % 2, id);
                await Task.Delay(TimeSpan.FromMilliseconds(20), Time, CancellationToken.None);
            }

            return count;
        }));

        public async Task<int[]> ReadAsync(IReadOnlyList<SessionId> ids)
        {
            var counts = new List<int>();
            foreach (var id in ids)
            {
                await using var session = await Nodes[0].OpenAsync(id, SessionAccess.ReadOnly, "read");
                counts.Add(session!.Read(Keys.Wizard)!.Step);
            }

            return [.. counts];
        }

        public async Task<(bool IsExact, long Epoch)> LagOfPromotedAsync(ReplicaSwitch change)
        {
            var lag = await change.LagAsync(CancellationToken.None);
            Assert.NotNull(lag.Level);
            return (lag.IsExact, lag.Epoch);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var node in Nodes)
                await node.DisposeAsync();
            foreach (var store in Stores)
                await store.DisposeAsync();
        }

        private FailoverStore NewStore() => new(_first, Other, Time, NullLogger<FailoverStore>.Instance);
    }
}
