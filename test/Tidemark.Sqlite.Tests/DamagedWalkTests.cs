using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>What nobody can have written is passed over by whoever lists what there is.</summary>
public sealed class DamagedWalkTests : IDisposable
{
    private readonly TemporaryFile _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("key = x'00'")]
    [InlineData("kind = 77")]
    [InlineData("kind = 'text'")]
    public async Task Damaged_records_hide_no_other(string damage)
    {
        await using var store = _file.OpenStore();
        var requests = Enumerable.Range(0, 300).Select(_ => Requests.Creation()).ToArray();
        foreach (var request in requests)
            await store.CommitAsync(request, Stop);
        Execute($"UPDATE tidemark_record SET {damage.Replace("x'00'", "randomblob(3)", StringComparison.Ordinal)} WHERE id BETWEEN 2 AND 299");

        var all = new List<RecordKey>();
        await foreach (var page in store.WalkAsync(Stop))
            all.AddRange(page);

        Assert.Equal([RecordKey.Of(requests[0].Key), RecordKey.Of(requests[^1].Key)], all);
    }

    // What cannot be read is kept for a while, and stands before what can.
    [Fact]
    public async Task Those_that_a_sweep_cannot_remove_keep_it_from_no_other()
    {
        var time = new Testing.ManualTimeProvider();
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = _file.Path }, time);
        for (var session = 0; session < 300; session++)
        {
            await store.CommitAsync(Requests.Creation(), Stop);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Execute("UPDATE tidemark_record SET record = 'x' WHERE id < 300");
        time.Advance(TimeSpan.FromMinutes(65));
        using var hang = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        Assert.Equal(1, await store.SweepAsync(10, hang.Token));
        Assert.Equal(0, await store.SweepAsync(10, hang.Token));
    }

    [Theory]
    [InlineData("id = x'00'")]
    [InlineData("since = 'text'")]
    [InlineData("until = -9223372036854775807")]
    public async Task Damaged_nodes_hide_no_other(string damage)
    {
        await using var store = _file.OpenStore();
        NodeId[] nodes = [NodeId.New(), NodeId.New(), NodeId.New()];
        foreach (var node in nodes)
            await store.BeatAsync(node, TimeSpan.FromMinutes(1), Stop);
        Execute($"UPDATE tidemark_node SET {damage} WHERE id = (SELECT min(id) FROM tidemark_node)");

        Assert.Equal(2, (await store.ListNodesAsync(Stop)).Select(known => known.Node).Intersect(nodes).Count());
        Assert.Equal(2, (await store.ListNodesAsync(Stop)).Count);
    }

    public void Dispose() => _file.Dispose();

    private void Execute(string sql)
    {
        using var other = _file.OpenDirectly();
        using var command = other.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }
}
