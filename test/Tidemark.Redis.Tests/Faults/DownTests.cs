using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Row 12: a server that is down at the start, dies under load, and comes back with its data or without.</summary>
public sealed class DownTests : FaultTest
{
    [Fact]
    public async Task A_host_starts_while_its_server_is_down_and_works_as_soon_as_there_is_one()
    {
        var server = await StartServerAsync();
        await server.KillAsync();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Log);
        builder.Services.AddTidemarkCore(options => options.StoreTimeout = Node.StoreTimeout).UseRedis(server.ConnectionString);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var sessions = host.Services.GetRequiredService<SessionManager>();

        for (var request = 0; request < 20; request++)
        {
            var refused = await Assert.ThrowsAsync<SessionUnavailableException>(
                async () => await sessions.OpenAsync(SessionId.New(), SessionAccess.Shared));
            Say(Visitor.WordsOf(refused));
            Assert.Contains("was not sent to the session store", refused.Message);
            Assert.Contains("Check that it is up and can be reached", refused.Message);
        }

        Assert.Contains("The session store cannot be reached", Assert.Single(Log.Lines, line => line.Level >= LogLevel.Error).Text);

        await server.RestartAsync();
        await Patience.UntilAsync("a session is stored", async () =>
        {
            try
            {
                await using var session = sessions.Create();
                await session.SetAsync(new SessionKey<string>("word"), "hello");
                await session.CompleteAsync();
                await using var again = await sessions.OpenAsync(session.Id, SessionAccess.ReadOnly);
                return again is not null;
            }
            catch (SessionException)
            {
                return false;
            }
        });
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_server_that_is_killed_under_load_comes_back_with_all_that_was_acknowledged()
    {
        var server = await StartServerAsync(new RedisSettings { IsDurable = true });
        var (a, b) = (NewNode(server.ConnectionString), NewNode(server.ConnectionString));
        var visitors = await NewVisitorsAsync(6, a, b);
        await using (var load = new Load(visitors, a, b))
        {
            for (var round = 0; round < 2; round++)
            {
                await load.ProgressAsync();
                await server.KillAsync();
                var failure = await load.FailureAsync();
                Assert.Contains("Check that it is up and can be reached", failure.Words);
                await server.RestartAsync();
            }

            await load.ProgressAsync();
            Say($"{load.Acknowledged} acknowledged, {load.Failures.Count} failed");
        }

        foreach (var visitor in visitors)
        {
            await visitor.ComesThroughAsync(a);
            await visitor.ComesThroughAsync(b);
            await visitor.CheckAsync(b);
        }
    }

    [Fact]
    public async Task A_server_that_lost_its_data_has_no_sessions_and_no_node_serves_those_that_were()
    {
        var server = await StartServerAsync();
        var (a, b) = (NewNode(server.ConnectionString), NewNode(server.ConnectionString));
        var visitors = await NewVisitorsAsync(6, a, b);
        await server.KillAsync();
        await server.RestartAsync(keepData: false);

        // Whoever wrote learns it at once; readers when the node has asked the store how it is, which it does all the time.
        Assert.All(await Task.WhenAll(visitors.Select(visitor => visitor.WriteAsync(a))), told => Assert.NotEqual(Fate.Acknowledged, told.Fate));
        foreach (var (number, visitor) in visitors.Index())
        {
            await Patience.UntilAsync("the holder does not serve what is gone", () => IsGoneAsync(visitor, number % 2 == 0 ? a : b), Node.Lease + Slack);
            Assert.True(await IsGoneAsync(visitor, a));
            Assert.True(await IsGoneAsync(visitor, b));
        }

        foreach (var visitor in await NewVisitorsAsync(4, a, b))
        {
            Visitor.Ok(await visitor.WriteAsync(a));
            await visitor.CheckAsync(b);
        }

        // What reading them takes has been written anew, too.
        Assert.NotEmpty((await server.RunAsync("KEYS", "*:schema:*")).Items);
    }

    [Fact]
    public async Task A_node_whose_sessions_are_only_read_notices_that_they_are_gone()
    {
        var server = await StartServerAsync();
        var node = NewNode(server.ConnectionString);
        var visitor = await NewVisitorAsync(node);
        await server.KillAsync();
        await server.RestartAsync(keepData: false);
        await Patience.UntilAsync("the holder does not serve what is gone", () => IsGoneAsync(visitor, node), Node.Lease + Slack);
        var next = await NewVisitorAsync(node);
        Visitor.Ok(await next.WriteAsync(node));
        Assert.NotEmpty((await server.RunAsync("KEYS", "*:schema:*")).Items);
    }

    private static async Task<bool> IsGoneAsync(Visitor visitor, Node node)
    {
        try
        {
            return await visitor.ReadAsync(node) is null;
        }
        catch (SessionUnavailableException)
        {
            // It has not found the server again yet.
            return false;
        }
    }
}
