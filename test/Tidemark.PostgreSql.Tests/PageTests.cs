using Tidemark.PostgreSql.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.PostgreSql.Tests;

/// <summary>More records than the server returns at once.</summary>
public sealed class PageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // A page is a thousand records: some that end within one, some that end with one, and keys that a session and a user share across its end.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(2000)]
    [InlineData(3500)]
    public async Task Each_record_comes_once(int records)
    {
        var options = await SharedServer.OptionsAsync();
        await using var store = new PostgreSqlStore(options);
        await store.WalkAsync(Stop).GetAsyncEnumerator(Stop).MoveNextAsync();
        await (await SharedServer.Server).RunAsync($"""
            INSERT INTO {options.Schema}.record (key, kind, record, due_kind, due)
            SELECT decode(lpad(to_hex(number / 2), 64, '0'), 'hex'), number % 2, '\x00', 0, 0 FROM generate_series(1, {records}) AS number;
            """);

        var all = new List<RecordKey>();
        await foreach (var page in store.WalkAsync(Stop))
            all.AddRange(page);

        Assert.Equal(Enumerable.Range(1, records).Select(Key), all);
    }

    // What cannot be read is kept for a while, and stands before what can.
    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(300)]
    public async Task Those_that_a_sweep_cannot_remove_keep_it_from_no_other(int damaged)
    {
        var options = await SharedServer.OptionsAsync();
        var now = DateTimeOffset.UtcNow;
        await using var store = new PostgreSqlStore(options, null, () => now);
        await store.CommitAsync(Requests.Creation(), Stop);
        await (await SharedServer.Server).RunAsync($"""
            INSERT INTO {options.Schema}.record (key, kind, record, due_kind, due)
            SELECT decode(lpad(to_hex(number), 64, '0'), 'hex'), 0, decode(repeat('ff', 40), 'hex'), 0, {now.ToUnixTimeMilliseconds()}000
            FROM generate_series(1, {damaged}) AS number;
            """);
        now += Requests.Usual.Idle + TimeSpan.FromMinutes(1);
        using var hang = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        Assert.Equal(1, await store.SweepAsync(10, hang.Token));
        Assert.Equal(0, await store.SweepAsync(10, hang.Token));
    }

    private static RecordKey Key(int number)
    {
        var bytes = Convert.FromHexString((number / 2).ToString("x64", System.Globalization.CultureInfo.InvariantCulture));
        return RecordKey.FromBytes(number % 2 == 0 ? RecordKind.Session : RecordKind.User, bytes);
    }
}
