using Npgsql;
using Tidemark.PostgreSql.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.PostgreSql.Tests;

/// <summary>A feed is switched on while others write, or by a process that did not live to the end of it.</summary>
public sealed class FeedStartTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_changes_before_another_process_takes_it_up_is_told()
    {
        var options = await SharedServer.OptionsAsync();
        await using var store = new PostgreSqlStore(options);
        var request = Requests.Creation();
        await store.CommitAsync(request, Stop);
        await store.Changes!.BeginAsync(Stop);
        var partition = request.Key.Bytes[0] % store.Changes.Partitions;
        var read = await store.Changes.ReadAsync(partition, ChangeMark.None, 10, Stop);
        await (await SharedServer.Server).RunAsync($"UPDATE {options.Schema}.feed SET state = 1");

        await store.EndAsync(request.Key, EndReason.Revoked, Stop);
        var since = await store.Changes.ReadAsync(partition, read.Until, 10, Stop);
        Assert.Equal(RecordKey.Of(request.Key), Assert.Single(since.Changes).Key);
        Assert.False(since.State.IsOn);
        await store.Changes.BeginAsync(Stop);
        since = await store.Changes.ReadAsync(partition, since.Until, 10, Stop);
        Assert.Empty(since.Changes);
        Assert.True(since.State.IsOn);
    }

    [Fact]
    public async Task It_waits_for_who_began_to_write_before_since_that_change_has_no_mark()
    {
        var options = await SharedServer.OptionsAsync();
        await using var store = new PostgreSqlStore(options);
        var request = Requests.Creation();
        await store.CommitAsync(request, Stop);
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var writing = await connection.BeginTransactionAsync(Stop);
        await using var write = new NpgsqlCommand($"UPDATE {options.Schema}.record SET due = due", connection, writing);
        await write.ExecuteNonQueryAsync(Stop);

        var beginning = store.Changes!.BeginAsync(Stop).AsTask();
        var server = await SharedServer.Server;
        await Patience.UntilAsync("it waits", async () => beginning.IsCompleted || (long)(await server.RunAsync(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'ShareRowExclusiveLock'"))! > 0);
        Assert.False(beginning.IsCompleted);
        await writing.CommitAsync(Stop);
        await beginning;
        Assert.Single((await store.Changes.ReadAsync(request.Key.Bytes[0] % store.Changes.Partitions, ChangeMark.None, 10, Stop)).Changes);
    }
}
