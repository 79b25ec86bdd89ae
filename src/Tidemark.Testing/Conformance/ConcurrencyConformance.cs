using System.Buffers.Binary;
using System.Collections.Concurrent;
using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>That many nodes at once lose nothing: every acknowledged commit is in one chain, and nothing else is.</summary>
public abstract class ConcurrencyConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    private const int Nodes = 8;
    private const int Sessions = 3;
    private const int AppendsPerNode = 60;

    // Far beyond what a lease is kept here, also where nobody gets on.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private volatile bool _hasFailed;

    [Fact]
    public async Task Appends_of_many_nodes_form_one_chain_without_loss_or_surplus()
    {
        var keys = Enumerable.Range(0, Sessions).Select(_ => NewKey()).ToArray();
        foreach (var key in keys)
            await CreateAsync(key, AfterCommit.Release, Usual, Whole("log"));
        var acknowledged = new ConcurrentBag<(StateKey Key, StateVersion Version, int Entry)>();

        await Task.WhenAll(Enumerable.Range(0, Nodes).Select(node => Task.Run(() => TryAppendAsync(node, keys, acknowledged))));

        Assert.Equal(Nodes * AppendsPerNode, acknowledged.Count);
        foreach (var key in keys)
        {
            // One commit per version and each on the one before: the log is the acknowledged entries in the order of their versions.
            var expected = acknowledged.Where(append => append.Key == key).OrderBy(append => append.Version).ToArray();
            Assert.Equal(Enumerable.Range(2, expected.Length).Select(number => (long)number), expected.Select(append => append.Version.Number));
            Assert.Equal(expected.Select(append => append.Entry), Entries(await FindAsync(key)));
        }
    }

    [Fact]
    public async Task One_of_many_creators_wins()
    {
        var key = NewKey();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(creator => Task.Run(() =>
            SendAsync(Change(key, LeaseToken.None, StateVersion.None, Whole("creator", (byte)creator))))));
        Assert.Single(outcomes.OfType<CommitOutcome.Committed>());
        Assert.Equal(15, outcomes.Count(outcome => outcome == new CommitOutcome.Fenced(FenceReason.SessionExists)));
        var winner = Array.FindIndex(outcomes, outcome => outcome is CommitOutcome.Committed);
        AssertValue(await FindAsync(key), "creator", (byte)winner);
    }

    [Fact]
    public async Task One_of_many_nodes_gets_a_free_lease()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Release, Usual);
        var nodes = Enumerable.Range(0, 16).Select(_ => NodeId.New()).ToArray();
        foreach (var node in nodes)
            await BeatAsync(node, TimeSpan.FromHours(1));
        var outcomes = await Task.WhenAll(nodes.Select(node => Task.Run(() => AcquireAsync(key, node))));
        Assert.Single(outcomes.OfType<AcquireOutcome.Granted>());
        Assert.Equal(15, outcomes.OfType<AcquireOutcome.Held>().Count());
    }

    [Fact]
    public async Task Readers_see_whole_commits_only()
    {
        var key = NewKey();
        var last = await CreateAsync(key, Whole("a", 0), Whole("b", 0));
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var state = await FindAsync(key);
                Assert.Equal(2, state.Changed.Count);
                Assert.All(state.Changed, attribute => Assert.Equal((byte)(state.Version.Number - 1), attribute.Base!.Bytes.Span[0]));
                Assert.All(state.Changed, attribute => Assert.Equal(state.Version, attribute.Version));
            }
        })).ToArray();
        for (byte value = 1; value <= 100; value++)
            last = Committed(await SendAsync(Change(key, last, Whole("a", value), Whole("b", value))));
        stop.Cancel();
        await Task.WhenAll(readers);
    }

    // Who fails may keep a lease: the others wait no longer for it.
    private async Task TryAppendAsync(int number, StateKey[] keys, ConcurrentBag<(StateKey, StateVersion, int)> acknowledged)
    {
        try
        {
            await AppendAsync(number, keys, acknowledged);
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
    }

    private async Task AppendAsync(int number, StateKey[] keys, ConcurrentBag<(StateKey, StateVersion, int)> acknowledged)
    {
        var (node, random) = (NodeId.New(), new Random(number));
        await BeatAsync(node, TimeSpan.FromHours(1));
        for (var append = 0; append < AppendsPerNode;)
        {
            var key = keys[random.Next(keys.Length)];
            AcquireOutcome outcome;
            var began = TimeProvider.System.GetTimestamp();
            while ((outcome = await AcquireAsync(key, node)) is AcquireOutcome.Held)
            {
                if (_hasFailed)
                    return;
                Assert.True(TimeProvider.System.GetElapsedTime(began) < Longest, $"A lease is held for {Longest}, though everybody gives it back at once.");
                await Task.Yield();
            }

            var granted = Assert.IsType<AcquireOutcome.Granted>(outcome);
            var entry = number * AppendsPerNode + append;
            byte[] log = [.. granted.State.Changed[0].Base!.Bytes.Span, .. BitConverter.GetBytes(entry)];
            var request = Change(key, granted.Token, granted.State.Version, Whole("log", log)) with { Node = node, Then = AfterCommit.Release };
            acknowledged.Add((key, Committed(await SendAsync(request)).Version, entry));
            append++;

            // What a paused node might still send: the lease is given back, so it must bounce.
            AssertFenced(FenceReason.LeaseLost, await SendAsync(request with { Id = CommitId.New() }));
        }
    }

    private static int[] Entries(PrimaryState state) =>
        [.. state.Changed[0].Base!.Bytes.ToArray().Chunk(sizeof(int)).Select(bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes))];
}
