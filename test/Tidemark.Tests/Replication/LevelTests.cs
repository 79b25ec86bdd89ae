using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Replication;

/// <summary>What a replica says of the moment until which it has all: who promotes it loses nothing that is older.</summary>
public sealed class LevelTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Under_changes_that_never_pause_the_replica_still_says_how_little_it_is_behind() => Run(async pair =>
    {
        using var ended = new CancellationTokenSource();
        var running = pair.Replicator.RunAsync(ended.Token);
        await ChangeOnAsync(pair, await pair.Rig.StoreAsync(), 2000);

        var level = await ReplicaLevel.OfAsync(pair.Replica.Copies!, CancellationToken.None);
        Assert.NotNull(level);
        Assert.InRange(level.Value, TimeSpan.Zero, pair.Options.TakeOver / 2);
        ended.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    });

    [Fact]
    public void However_late_the_word_of_it_arrives_the_replica_has_all_of_the_moment_that_it_says() => Run(async pair =>
    {
        using var ended = new CancellationTokenSource();
        var running = pair.NewReplicator(null, new LateStore(pair.Replica, pair.Rig.Time)).RunAsync(ended.Token);
        var id = await pair.Rig.StoreAsync();
        var before = await ChangeOnAsync(pair, id, 1000);
        ended.Cancel();
        var after = ChangeOnAsync(pair, id, 1000);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        var changes = before.Concat(await after).ToList();

        var moment = pair.Rig.Time.GetUtcNow() - await ReplicaLevel.OfAsync(pair.Replica.Copies!, CancellationToken.None);
        var older = changes.Where(change => change.At < moment).ToList();
        Assert.NotEmpty(older);
        Assert.InRange(await VersionAsync(pair.Replica, pair.Rig.KeyOf(id)), older[^1].Version, changes[^1].Version - 1);
    });

    private static async Task<List<(DateTimeOffset At, long Version)>> ChangeOnAsync(ReplicaPair pair, SessionId id, int times)
    {
        var changes = new List<(DateTimeOffset At, long Version)>();
        for (var number = 0; number < times; number++)
        {
            await pair.ChangeAsync(id, session => session.SetAsync(Keys.Name, $"{Guid.NewGuid()}").AsTask());
            changes.Add((pair.Rig.Time.GetUtcNow(), await VersionAsync(pair.Primary, pair.Rig.KeyOf(id))));
            await Task.Delay(Pace, pair.Rig.Time);
        }

        return changes;
    }

    private static async Task<long> VersionAsync(MemoryStore store, StateKey key) => (await store.ReadImageAsync(key, null, default)).Record!.Version.Number;

    private static void Run(Func<ReplicaPair, Task> body)
    {
        var pair = new ReplicaPair();
        OneThread.Run(pair.Rig.Time, () => body(pair), Pace);
    }

    // Hears late of how far its follower is.
    private sealed class LateStore(IPrimaryStore inner, TimeProvider time) : DelegatingStore(inner)
    {
        public override IReplicaStore Copies => new Late(Inner.Copies!, time);

        private sealed class Late(IReplicaStore inner, TimeProvider time) : DelegatingReplica(inner)
        {
            public override async ValueTask<Following> FollowAsync(FollowRequest request, CancellationToken cancellationToken)
            {
                await Task.Delay(TimeSpan.FromSeconds(3), time, cancellationToken);
                return await base.FollowAsync(request, cancellationToken);
            }
        }
    }
}
