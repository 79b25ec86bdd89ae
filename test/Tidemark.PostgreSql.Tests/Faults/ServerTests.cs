using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tidemark.AspNetCore.Tests;
using Tidemark.Graph;
using Tidemark.PostgreSql.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.PostgreSql.Tests.Faults;

/// <summary>Rows 14 and 15: a server that stops, crashes, ends connections or has no room, and what a node makes of it.</summary>
public sealed class ServerTests : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _owned = [];
    private PostgreSqlServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await PostgreSqlServer.StartAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_stops_and_starts_costs_no_acknowledged_write_and_needs_no_restart(bool isCrash)
    {
        var (here, there) = (NewNode(), NewNode());
        var id = await here.BeginAsync();
        Assert.True(await here.AppendAsync(id, 1));
        await (isCrash ? _server.KillAsync() : _server.StopAsync());
        Assert.False(await here.AppendAsync(id, 2));
        await _server.StartAgainAsync();
        await Patience.UntilAsync("a node works again", () => here.AppendAsync(id, 3));
        await Patience.UntilAsync("so does the other", () => there.AppendAsync(id, 4));
        var numbers = await there.ReadAsync(id);
        Assert.Equal([1, 3, 4], numbers.Where(number => number != 2));
        Assert.True(numbers.Count(number => number == 2) <= 1);
    }

    [Fact]
    public async Task What_was_acknowledged_while_the_server_was_killed_is_there_afterwards()
    {
        var node = NewNode();
        var ids = new List<SessionId>();
        for (var number = 0; number < 4; number++)
            ids.Add(await node.BeginAsync());
        var begun = new TaskCompletionSource();
        var writing = ids.Select(id => Task.Run(async () =>
        {
            // Until one is not acknowledged.
            var acknowledged = 0;
            while (await node.AppendAsync(id, acknowledged))
            {
                if (++acknowledged == 10)
                    begun.TrySetResult();
            }

            return acknowledged;
        })).ToArray();
        await begun.Task;
        await _server.KillAsync();
        var acknowledged = await Task.WhenAll(writing);
        await _server.StartAgainAsync();
        foreach (var (id, count) in ids.Zip(acknowledged))
            Assert.Equal(Enumerable.Range(0, count), (await node.ReadAsync(id)).Take(count));
    }

    [Fact]
    public async Task Without_synchronous_commit_a_killed_server_may_forget_and_nodes_go_on_from_what_it_has()
    {
        await _server.RunAsync("ALTER DATABASE postgres SET synchronous_commit = off");
        await _server.RunAsync("ALTER SYSTEM SET wal_writer_delay = '10s'");
        await _server.RunAsync("SELECT pg_reload_conf()");
        var (here, there) = (NewNode(), NewNode());
        var id = await here.BeginAsync();
        Assert.True(await here.AppendAsync(id, 1));
        await _server.RunAsync("CHECKPOINT");
        Assert.True(await here.AppendAsync(id, 2));
        await _server.KillAsync();
        await _server.StartAgainAsync();
        await Patience.UntilAsync("the node works again", () => here.AppendAsync(id, 3));
        await Patience.UntilAsync("so does the other", () => there.AppendAsync(id, 4));
        Assert.Equal([1, 3, 4], (await there.ReadAsync(id)).Where(number => number != 2));
        Assert.Equal(await there.ReadAsync(id), await here.ReadAsync(id));
    }

    [Fact]
    public async Task Connections_that_are_terminated_cost_a_try_and_the_leases_still_change_hands_at_once()
    {
        var (here, there) = (NewNode(), NewNode());
        var id = await here.BeginAsync();
        for (var round = 0; round < 5; round++)
        {
            await EndConnectionsAsync();
            await Patience.UntilAsync("it works again", () => (round % 2 == 0 ? there : here).AppendAsync(id, round));
        }

        var numbers = await here.ReadAsync(id);
        Assert.Equal(Enumerable.Range(0, 5), numbers.Distinct());
    }

    [Fact]
    public async Task Transactions_that_are_serializable_by_default_work_too()
    {
        await _server.RunAsync("ALTER DATABASE postgres SET default_transaction_isolation = 'serializable'");
        var node = NewNode();
        var ids = new List<SessionId>();
        for (var number = 0; number < 8; number++)
            ids.Add(await node.BeginAsync());
        var all = await Task.WhenAll(ids.Select(id => Task.Run(async () =>
        {
            for (var number = 0; number < 10; number++)
                Assert.True(await node.AppendAsync(id, number));
            return await node.ReadAsync(id);
        })));
        Assert.All(all, numbers => Assert.Equal(Enumerable.Range(0, 10), numbers));
    }

    [Theory]
    [InlineData("40P01", "IMMEDIATE")]
    [InlineData("40001", "IMMEDIATE")]
    [InlineData("40001", "DEFERRED")]
    public async Task A_deadlock_or_a_serialization_error_is_tried_again_and_nobody_hears_of_it(string error, string when)
    {
        var node = NewNode();
        var id = await node.BeginAsync();
        await _server.RunAsync($"""
            CREATE SEQUENCE writes;
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN IF nextval(''writes'') % 2 = 1 THEN RAISE EXCEPTION ''not now'' USING ERRCODE = ''{error}''; END IF; RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER fail AFTER INSERT OR UPDATE ON tidemark.record DEFERRABLE INITIALLY {when}
                FOR EACH ROW EXECUTE FUNCTION fail();
            """);
        for (var number = 0; number < 5; number++)
            Assert.True(await node.AppendAsync(id, number));
        Assert.Equal([0, 1, 2, 3, 4], await NewNode().ReadAsync(id));
        Assert.InRange((long)(await _server.RunAsync("SELECT last_value FROM writes"))!, 10, long.MaxValue);
    }

    [Fact]
    public async Task A_statement_timeout_shorter_than_the_store_s_is_survived()
    {
        using var capture = new LogCapture();
        using var log = LoggerFactory.Create(builder => builder.AddProvider(capture));
        var node = NewNode(log.CreateLogger<SessionManager>());
        var id = await node.BeginAsync();
        await _server.RunAsync("ALTER DATABASE postgres SET statement_timeout = '200ms'");
        await EndConnectionsAsync();
        await Patience.UntilAsync("it works again", () => node.AppendAsync(id, 1));
        await using var connection = new NpgsqlConnection(_server.ConnectionString + ";Options=-c statement_timeout=0");
        await connection.OpenAsync(Stop);
        await using (var locking = await connection.BeginTransactionAsync(Stop))
        {
            await using var command = new NpgsqlCommand("SELECT FROM tidemark.record FOR UPDATE", connection, locking);
            await command.ExecuteNonQueryAsync(Stop);
            var appending = node.AppendAsync(id, 2);
            await Patience.UntilAsync("the server has cancelled", () => Task.FromResult(
                capture.Lines.Any(line => line.Text.Contains("statement_timeout", StringComparison.Ordinal))));
            await locking.RollbackAsync(Stop);
            Assert.True(await appending);
        }

        Assert.Equal([1, 2], await node.ReadAsync(id));
    }

    [Fact]
    public async Task A_standby_says_that_it_is_one()
    {
        await using var store = NewStore();
        await store.CommitAsync(Requests.Creation(), Stop);
        await _server.RunAsync("ALTER DATABASE postgres SET default_transaction_read_only = on");
        await EndConnectionsAsync();
        await Patience.UntilAsync("it says so", async () =>
        {
            var failed = await Assert.ThrowsAnyAsync<StoreException>(async () => await store.CommitAsync(Requests.Creation(), Stop));
            return failed is StoreRefusedException && failed.Message.Contains("Target Session Attributes=primary", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_a_connection_did_not_hear_while_it_was_lost_comes_with_the_next_beat()
    {
        await using var store = NewStore();
        var (holder, waiter) = (NodeId.New(), NodeId.New());
        var heard = new System.Collections.Concurrent.ConcurrentQueue<StoreSignal>();
        foreach (var node in new[] { holder, waiter })
            await store.BeatAsync(node, TimeSpan.FromMinutes(1), Stop);
        await using var listening = await store.ListenAsync(holder, heard.Enqueue, Stop);
        var request = Requests.Creation() with { Node = holder, Then = AfterCommit.Keep };
        var committed = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, Stop));
        await _server.RunAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()");
        await Patience.UntilAsync("the waiter asks", async () => await AskAsync(store, request.Key, waiter));
        Assert.Equal([new StoreSignal.Recall(request.Key, committed.Token)], (await store.BeatAsync(holder, TimeSpan.FromMinutes(1), Stop)).Recalls);

        // The beat has begun to listen again.
        await Patience.UntilAsync("it hears again", async () => await AskAsync(store, request.Key, waiter) && !heard.IsEmpty);
    }

    [Fact]
    public async Task A_connection_that_fell_silent_is_replaced_by_a_beat()
    {
        await using var store = NewStore();
        var (holder, waiter) = (NodeId.New(), NodeId.New());
        var heard = new System.Collections.Concurrent.ConcurrentQueue<StoreSignal>();
        foreach (var node in new[] { holder, waiter })
            await store.BeatAsync(node, TimeSpan.FromMinutes(10), Stop);
        await using var listening = await store.ListenAsync(holder, heard.Enqueue, Stop);
        var request = Requests.Creation() with { Node = holder, Then = AfterCommit.Keep };
        await store.CommitAsync(request, Stop);
        const string Listening = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%' LIMIT 1";
        ProcessSignal.Send((int)(await _server.RunAsync(Listening))!, ProcessSignal.Stop);
        await Patience.UntilAsync("it hears again", async () =>
        {
            await store.BeatAsync(holder, TimeSpan.FromMinutes(10), Stop);
            return await AskAsync(store, request.Key, waiter) && !heard.IsEmpty;
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
            await owned.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static async Task<bool> AskAsync(PostgreSqlStore store, StateKey key, NodeId node)
    {
        try
        {
            return await store.AcquireAsync(new AcquireRequest(key, node, default, "a waiter"), Stop) is AcquireOutcome.Held;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private async Task EndConnectionsAsync() => await _server.RunAsync(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");

    private PostgreSqlStore NewStore()
    {
        // Long enough for a busy machine.
        var store = new PostgreSqlStore(new PostgreSqlStoreOptions { ConnectionString = _server.ConnectionString, CallTimeout = TimeSpan.FromSeconds(4) });
        _owned.Add(store);
        return store;
    }

    private SessionManager NewNode(ILogger<SessionManager>? log = null)
    {
        var options = new TidemarkOptions { Application = "test", NodeLease = TimeSpan.FromSeconds(6), StoreTimeout = TimeSpan.FromSeconds(15) };
        var node = new SessionManager(NewStore(), new GraphSerializer(), options, TimeProvider.System, log ?? NullLogger<SessionManager>.Instance);
        _owned.Add(node);
        return node;
    }
}
