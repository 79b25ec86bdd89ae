using Npgsql;
using Tidemark.PostgreSql.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.PostgreSql.Tests;

/// <summary>Who makes the tables, and what becomes of tables that are not as they must be.</summary>
public sealed class SchemaTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stores_that_make_the_tables_at_once_agree_on_them()
    {
        // Each has connections of its own, as processes have.
        var options = await SharedServer.OptionsAsync();
        var stores = Enumerable.Range(0, 8).Select(_ => new PostgreSqlStore(options)).ToArray();
        var requests = stores.Select(_ => Requests.Creation()).ToArray();
        await Task.WhenAll(stores.Zip(requests, async (store, request) => Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, Stop))));
        foreach (var request in requests)
            Assert.IsType<ReadOutcome.Found>(await stores[0].ReadAsync(request.Key, default, Stop));
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_right_to_make_tables_the_printed_statements_and_the_rights_of_the_guide_are_enough()
    {
        var options = await SharedServer.OptionsAsync();
        var server = await SharedServer.Server;
        await server.RunAsync(PostgreSqlStore.Ddl(options.Schema));
        var user = $"app_{options.Schema}";
        await server.RunAsync($"""
            CREATE USER {user};
            GRANT USAGE ON SCHEMA {options.Schema} TO {user};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {options.Schema} TO {user};
            """);
        Assert.Equal(false, await server.RunAsync($"SELECT has_database_privilege('{user}', 'postgres', 'CREATE')"));
        (options.CreatesTables, options.ConnectionString) = (false, server.ConnectionStringOf(user));
        await using var store = new PostgreSqlStore(options);
        await store.Changes!.BeginAsync(Stop);
        var node = NodeId.New();
        await store.BeatAsync(node, TimeSpan.FromMinutes(1), Stop);
        await using var listening = await store.ListenAsync(node, _ => { }, Stop);
        var request = Requests.Creation() with { Node = node, TellsEnd = true, User = UserKey.From("test", "ada") };
        await store.EnterUserAsync(request.User, request.Key, request.Lifetime, Stop);
        await store.CommitAsync(request, Stop);
        await store.PublishSchemaAsync(7, new byte[] { 1 }, Stop);
        Assert.NotNull(await store.ReadSchemaAsync(7, Stop));
        await store.EndAsync(request.Key, EndReason.Revoked, Stop);
        Assert.Single(await store.ClaimEndedAsync(10, TimeSpan.FromMinutes(1), Stop));
        await store.ForgetEndedAsync([request.Key], Stop);
        await store.SweepAsync(10, Stop);
        await store.BeatAsync(node, TimeSpan.Zero, Stop);
    }

    [Fact]
    public async Task Missing_tables_are_an_error_that_says_how_to_make_them()
    {
        var options = await SharedServer.OptionsAsync();
        options.CreatesTables = false;
        await using var store = new PostgreSqlStore(options);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.CommitAsync(Requests.Creation(), Stop));
        Assert.Contains("PostgreSqlStore.Ddl", refused.Message);
    }

    [Fact]
    public async Task Tables_of_another_version_are_refused_and_left_as_they_are()
    {
        var options = await SharedServer.OptionsAsync();
        await using (var store = new PostgreSqlStore(options))
            await store.CommitAsync(Requests.Creation(), Stop);
        await (await SharedServer.Server).RunAsync($"UPDATE {options.Schema}.version SET version = 99");
        await using var old = new PostgreSqlStore(options);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () => await old.CommitAsync(Requests.Creation(), Stop));
        Assert.Contains("another version of Tidemark made them (99", refused.Message);
        Assert.Equal(1L, await (await SharedServer.Server).RunAsync($"SELECT count(*) FROM {options.Schema}.record"));
    }

    [Fact]
    public async Task A_user_who_may_not_create_schemas_can_make_the_tables_in_one_that_is_there()
    {
        var options = await SharedServer.OptionsAsync();
        var server = await SharedServer.Server;
        await server.RunAsync($"CREATE USER owner_{options.Schema}; CREATE SCHEMA {options.Schema} AUTHORIZATION owner_{options.Schema};");
        options.ConnectionString = server.ConnectionStringOf($"owner_{options.Schema}");
        await using var store = new PostgreSqlStore(options);
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Requests.Creation(), Stop));
    }

    [Fact]
    public async Task Nodes_of_a_newer_version_that_start_at_once_bring_the_tables_up_once()
    {
        var options = await SharedServer.OptionsAsync();
        var request = Requests.Creation();
        await using (var store = new PostgreSqlStore(options))
            await store.CommitAsync(request, Stop);
        var steps = new PostgreSqlSchema(options.Schema, creates: true).Steps;
        var newer = new PostgreSqlSchema(options.Schema, creates: true) { Steps = [.. steps, $"CREATE TABLE {options.Schema}.more (id bigint);"] };
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var connection = new NpgsqlConnection(options.ConnectionString);
            await connection.OpenAsync(Stop);
            await newer.EnsureAsync(connection);
        }));
        var server = await SharedServer.Server;
        Assert.Equal(steps.Count + 1, await server.RunAsync($"SELECT version FROM {options.Schema}.version"));
        Assert.Equal(1L, await server.RunAsync($"SELECT count(*) FROM {options.Schema}.record"));
        Assert.Equal(0L, await server.RunAsync($"SELECT count(*) FROM {options.Schema}.more"));
    }

    [Fact]
    public async Task Old_tables_that_may_not_be_brought_up_are_an_error_that_says_which_statements_do()
    {
        var options = await SharedServer.OptionsAsync();
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(Stop);
        await new PostgreSqlSchema(options.Schema, creates: true).EnsureAsync(connection);
        var steps = new PostgreSqlSchema(options.Schema, creates: false).Steps;
        var newer = new PostgreSqlSchema(options.Schema, creates: false) { Steps = [.. steps, $"CREATE TABLE {options.Schema}.more (id bigint);"] };
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => newer.EnsureAsync(connection));
        Assert.Contains($"PostgreSqlStore.Ddl(\"{options.Schema}\", from: {steps.Count})", refused.Message);
        await (await SharedServer.Server).RunAsync(newer.Ddl(from: steps.Count));
        await newer.EnsureAsync(connection);
    }
}
