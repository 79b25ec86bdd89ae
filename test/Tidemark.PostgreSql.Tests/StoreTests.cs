using Npgsql;
using Tidemark.PostgreSql.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.PostgreSql.Tests;

/// <summary>How little the store asks of the server.</summary>
public sealed class StoreTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_usual_commit_is_one_statement_and_nothing_else()
    {
        await using var store = await OpenAsync();
        var request = Requests.Creation(new WholeValue("a", new byte[100])) with { Then = AfterCommit.Keep };
        await store.BeatAsync(request.Node, TimeSpan.FromMinutes(1), Stop);
        var last = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, Stop));
        request = request with { Token = last.Token };
        last = await PatchAsync(store, request, last);
        await BeginCountAsync();
        for (var commit = 0; commit < 50; commit++)
            last = await PatchAsync(store, request, last);
        Assert.Equal(["50 x WITH clock AS", "50 in all"], await CountAsync());
    }

    [Fact]
    public async Task A_request_that_comes_to_another_server_is_three_statements_and_its_return_or_a_read_is_one()
    {
        var options = await SharedServer.OptionsAsync();
        await using var here = new PostgreSqlStore(options, null, () => Now);
        await using var there = new PostgreSqlStore(options, null, () => Now);
        var request = Requests.Creation(new WholeValue("a", new byte[100]));
        var node = NodeId.New();
        await there.BeatAsync(node, TimeSpan.FromMinutes(1), Stop);
        var last = Assert.IsType<CommitOutcome.Committed>(await here.CommitAsync(request, Stop));
        await BeginCountAsync();
        var granted = Assert.IsType<AcquireOutcome.Granted>(await there.AcquireAsync(new AcquireRequest(request.Key, node, default, "a test"), Stop));
        await PatchAsync(there, request with { Node = node, Token = granted.Token, Then = AfterCommit.Keep }, last);
        Assert.Equal("3 in all", (await CountAsync())[^1]);
        await BeginCountAsync();
        await there.ReleaseAsync(request.Key, granted.Token, TimeSpan.Zero, Stop);
        Assert.Equal("1 in all", (await CountAsync())[^1]);
        await BeginCountAsync();
        await here.ReadAsync(request.Key, default, Stop);
        Assert.Equal("1 in all", (await CountAsync())[^1]);
    }

    [Fact]
    public async Task Only_who_waits_or_holds_is_notified()
    {
        // Finds this function before the server's own.
        var options = await SharedServer.OptionsAsync();
        var server = await SharedServer.Server;
        var spy = $"spy_{options.Schema}";
        await server.RunAsync($"""
            CREATE SCHEMA {spy};
            CREATE TABLE {spy}.notified (channel text);
            CREATE FUNCTION {spy}.pg_notify(channel text, message text) RETURNS void LANGUAGE sql AS 'INSERT INTO {spy}.notified VALUES (channel)';
            """);
        options.ConnectionString += $";Search Path={spy},pg_catalog";
        await using var store = new PostgreSqlStore(options, null, () => Now);
        var request = Requests.Creation(new WholeValue("a", new byte[100])) with { Then = AfterCommit.Keep };
        var waiter = NodeId.New();
        foreach (var node in new[] { request.Node, waiter })
            await store.BeatAsync(node, TimeSpan.FromMinutes(1), Stop);
        var last = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, Stop));
        request = request with { Token = last.Token };
        last = await PatchAsync(store, request, last);
        await store.ReleaseAsync(request.Key, last.Token, TimeSpan.Zero, Stop);
        var granted = Assert.IsType<AcquireOutcome.Granted>(
            await store.AcquireAsync(new AcquireRequest(request.Key, request.Node, last.Version, "a test"), Stop));
        Assert.Empty(await NotifiedAsync());
        Assert.IsType<AcquireOutcome.Held>(await store.AcquireAsync(new AcquireRequest(request.Key, waiter, default, "a test"), Stop));
        Assert.Equal($"tidemark_{request.Node}", await NotifiedAsync());
        await store.ReleaseAsync(request.Key, granted.Token, TimeSpan.Zero, Stop);
        Assert.Equal($"tidemark_{request.Node} tidemark_{waiter}", await NotifiedAsync());

        async Task<string> NotifiedAsync() => (string)(await server.RunAsync($"SELECT coalesce(string_agg(channel, ' '), '') FROM {spy}.notified"))!;
    }

    [Fact]
    public async Task All_nodes_of_a_store_listen_on_one_connection()
    {
        await using var store = await OpenAsync();
        var server = await SharedServer.Server;
        const string Listening = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'";
        var before = (long)(await server.RunAsync(Listening))!;
        await using var one = await store.ListenAsync(NodeId.New(), _ => { }, Stop);
        await using var two = await store.ListenAsync(NodeId.New(), _ => { }, Stop);
        Assert.Equal(before + 1, await server.RunAsync(Listening));
    }

    [Fact]
    public async Task What_is_looked_for_is_found_by_an_index()
    {
        var options = await SharedServer.OptionsAsync();
        await using (var store = new PostgreSqlStore(options))
            await store.CommitAsync(Requests.Creation(), Stop);
        var statements = new PostgreSqlStatements(options.Schema);
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(Stop);
        await RunAsync(connection, "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan");
        await AssertPlanAsync(connection, "due", statements.FindDue, "record_due", "(NULL, 0::smallint, 0, 1, 0)");
        await AssertPlanAsync(connection, "asked", statements.FindAsked, "record_asked", "('\\x'::bytea)");
    }

    private static async Task AssertPlanAsync(NpgsqlConnection connection, string name, string sql, string index, string arguments)
    {
        var types = name == "due" ? "(bigint, smallint, bigint, bigint, bigint)" : "(bytea)";
        await RunAsync(connection, $"PREPARE {name}{types} AS {sql}");
        await using var command = new NpgsqlCommand($"EXPLAIN EXECUTE {name}{arguments}", connection);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var plan = new List<string>();
        while (await reader.ReadAsync(Stop))
            plan.Add(reader.GetString(0));
        Assert.Contains(plan, step => step.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("Seq Scan", StringComparison.Ordinal));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }

    private static async Task<PostgreSqlStore> OpenAsync() => new(await SharedServer.OptionsAsync(), null, () => Now);

    private static async Task<CommitOutcome.Committed> PatchAsync(PostgreSqlStore store, CommitRequest request, CommitOutcome.Committed last)
    {
        var patch = new PatchedValue("a", new byte[9], last.Version, 100, 100);
        return Assert.IsType<CommitOutcome.Committed>(
            await store.CommitAsync(request with { Base = last.Version, Id = CommitId.New(), Differences = [patch] }, Stop));
    }

    private static async Task BeginCountAsync() => await (await SharedServer.Server).RunAsync("SELECT pg_stat_statements_reset()");

    // Each by how it begins, and how often it ran; then how many ran in all.
    private static async Task<string[]> CountAsync() => (string[])(await (await SharedServer.Server).RunAsync("""
        WITH ran AS (SELECT calls, left(query, 13) AS query FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%')
        SELECT array(SELECT calls || ' x ' || query FROM ran ORDER BY query) || ((SELECT coalesce(sum(calls), 0) FROM ran) || ' in all')
        """))!;
}
