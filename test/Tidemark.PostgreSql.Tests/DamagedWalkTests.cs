using Tidemark.PostgreSql.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.PostgreSql.Tests;

/// <summary>What nobody can have written is passed over by whoever lists what there is.</summary>
public sealed class DamagedWalkTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Damaged_records_hide_no_other()
    {
        var options = await SharedServer.OptionsAsync();
        await using var store = new PostgreSqlStore(options);
        var request = Requests.Creation();
        await store.CommitAsync(request, Stop);
        await (await SharedServer.Server).RunAsync($"""
            INSERT INTO {options.Schema}.record (key, kind, record, due_kind, due)
            SELECT decode(lpad(to_hex(number), 8, '0'), 'hex'), 0, '\x00', 0, 0 FROM generate_series(1, 2500) AS number;
            INSERT INTO {options.Schema}.record (key, kind, record, due_kind, due) VALUES ('\xffffffffff', 0, '\x00', 0, 0), (decode(repeat('00', 32), 'hex'), 7, '', 0, 0);
            """);

        var all = new List<RecordKey>();
        await foreach (var page in store.WalkAsync(Stop))
            all.AddRange(page);

        Assert.Equal([RecordKey.Of(request.Key)], all);
    }

    [Fact]
    public async Task Damaged_nodes_hide_no_other()
    {
        var options = await SharedServer.OptionsAsync();
        await using var store = new PostgreSqlStore(options);
        var node = NodeId.New();
        await store.BeatAsync(node, TimeSpan.FromMinutes(1), Stop);
        await (await SharedServer.Server).RunAsync($"INSERT INTO {options.Schema}.node (id, since, until) VALUES ('\\x00', 1, 2)");

        Assert.Equal(node, Assert.Single(await store.ListNodesAsync(Stop)).Node);
    }
}
