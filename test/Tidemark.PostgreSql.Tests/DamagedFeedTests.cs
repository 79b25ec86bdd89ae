using Tidemark.PostgreSql.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.PostgreSql.Tests;

/// <summary>Records whose keys nobody can have written keep no others out of the feed.</summary>
public sealed class DamagedFeedTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_damaged_records_than_are_read_at_once_hide_no_session_from_whoever_follows()
    {
        var options = await SharedServer.OptionsAsync();
        await using var store = new PostgreSqlStore(options);
        var request = Requests.Creation();
        await store.CommitAsync(request, Stop);
        await (await SharedServer.Server).RunAsync($"""
            INSERT INTO {options.Schema}.record (key, kind, record, due_kind, due)
            SELECT decode(lpad(to_hex(number), 8, '0'), 'hex'), 0, '\x00', 0, 0 FROM generate_series(1, 2500) AS number;
            """);

        await store.Changes!.BeginAsync(Stop);

        var (told, pages) = (new List<RecordKey>(), 0);
        for (var partition = 0; partition < store.Changes.Partitions; partition++)
        {
            var page = await store.Changes.ReadAsync(partition, ChangeMark.None, 100, Stop);
            for (; page.Until < page.State.Last; pages++)
                page = await store.Changes.ReadAsync(partition, page.Until, 100, Stop);
            told.AddRange(page.Changes.Select(change => change.Key));
        }

        Assert.Equal([RecordKey.Of(request.Key)], told);
        Assert.InRange(pages, 20, 40);
    }
}
