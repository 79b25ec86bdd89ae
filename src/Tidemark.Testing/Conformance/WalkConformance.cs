using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>What there is: all records, and the nodes that are known.</summary>
public abstract class WalkConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Every_session_and_every_list_of_a_user_comes()
    {
        var users = Enumerable.Range(0, 3).Select(user => UserKey.From("conformance", $"user {user}")).ToArray();
        var expected = users.Select(user => RecordKey.Of(user)).ToHashSet();
        for (var session = 0; session < 300; session++)
        {
            var key = NewKey();
            expected.Add(RecordKey.Of(key));
            await CreateAsync(key, (AfterCommit)(session % 2), Usual);
            await EnterAsync(users[session % users.Length], key);
        }

        var (endless, untold) = (NewKey(), NewKey());
        await CreateAsync(endless, AfterCommit.Release, new Lifetime(TimeSpan.MaxValue, TimeSpan.MaxValue));
        await SendAsync(Creation(untold) with { TellsEnd = true, Then = AfterCommit.Release });
        await EndAsync(untold);
        expected.UnionWith([RecordKey.Of(endless), RecordKey.Of(untold)]);

        var all = await WalkAsync();
        Assert.Equal(expected, all.ToHashSet());
        Assert.Equal(expected.Count, all.Count);
    }

    [Fact]
    public async Task A_store_in_which_nothing_is_has_nothing_to_walk() => Assert.Empty(await WalkAsync());

    [Fact]
    public async Task What_comes_goes_and_is_used_meanwhile_keeps_no_other_from_coming()
    {
        var random = new Random(3);
        var staying = new Dictionary<StateKey, CommitOutcome.Committed>();
        var passing = new Queue<StateKey>();
        for (var session = 0; session < 600; session++)
        {
            var key = NewKey();
            if (session % 2 == 0)
                staying[key] = await CreateAsync(key);
            else
                await CreateAsync(key, AfterCommit.Release, Usual);
            if (session % 2 == 1)
                passing.Enqueue(key);
        }

        var seen = new HashSet<RecordKey>();
        await foreach (var page in Store.WalkAsync(default))
        {
            seen.UnionWith(page);
            for (var change = 0; change < 3 && passing.Count > 0; change++)
            {
                await EndAsync(passing.Dequeue());
                await CreateAsync(NewKey());

                // Ends sooner or later than before, and so is somewhere else where ends are listed.
                var used = staying.Keys.ElementAt(random.Next(staying.Count));
                staying[used] = Committed(await SendAsync(Change(used, staying[used], Whole("a", 1)) with
                {
                    Lifetime = Usual with { Idle = TimeSpan.FromMinutes(random.Next(1, 60)) },
                    TellsEnd = random.Next(2) == 0,
                }));
            }
        }

        Assert.Subset(seen, staying.Keys.Select(key => RecordKey.Of(key)).ToHashSet());
    }

    [Fact]
    public async Task A_walk_that_was_cancelled_does_not_begin()
    {
        await CreateAsync(NewKey());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Store.WalkAsync(new CancellationToken(true)))
                Assert.Fail("It has begun.");
        });
    }

    [Fact]
    public async Task Nodes_are_listed_with_their_lives()
    {
        var (node, since) = (NodeId.New(), Time.GetUtcNow());
        await BeatAsync(node, Lease);
        Time.Advance(Lease / 2);
        Assert.Equal(new KnownNode(node, since, Lease / 2), await FindAsync(node));
        await BeatAsync(node, Lease);
        Assert.Equal(new KnownNode(node, since, Lease), await FindAsync(node));
        Assert.Equal(new HashSet<NodeId> { Here, There, node }, (await Store.ListNodesAsync(default)).Select(known => known.Node).ToHashSet());
    }

    [Fact]
    public async Task A_node_that_left_is_not_listed_and_one_that_died_not_as_alive()
    {
        var (left, dead) = (NodeId.New(), NodeId.New());
        await BeatAsync(left, Lease);
        await BeatAsync(dead, Lease);
        await BeatAsync(left, TimeSpan.Zero);
        Time.Advance(Lease);
        Assert.Null(await FindAsync(left));
        Assert.True(await FindAsync(dead) is not { Left.Ticks: > 0 });
    }

    private async Task<List<RecordKey>> WalkAsync()
    {
        var all = new List<RecordKey>();
        await foreach (var page in Store.WalkAsync(default))
            all.AddRange(page);
        return all;
    }

    private async Task<KnownNode?> FindAsync(NodeId node)
    {
        var found = (await Store.ListNodesAsync(default)).Where(known => known.Node == node).ToList();
        return found.Count == 0 ? null : Assert.Single(found);
    }
}
