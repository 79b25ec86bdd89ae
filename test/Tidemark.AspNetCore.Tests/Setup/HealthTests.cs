using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

/// <summary>What an application that has no store to speak of says of itself.</summary>
public sealed class HealthTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_without_its_store_is_unhealthy_until_the_store_is_back()
    {
        var store = new FaultyStore(new MemoryStore(TimeProvider.System), TimeProvider.System) { IsDown = true };
        await using var site = await StartAsync(new ScriptedStore(store));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(site));

        store.IsDown = false;
        await UntilAsync(async () => await AskAsync(site) == (HttpStatusCode.OK, "Healthy"));
        Assert.Equal("a", await site.NewBrowser().GetTextAsync("/add/a"));
    }

    [Fact]
    public async Task A_store_that_refuses_is_unhealthy_too()
    {
        var store = new FaultyStore(new MemoryStore(TimeProvider.System), TimeProvider.System) { IsFull = true };
        await using var site = await StartAsync(new ScriptedStore(store));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(site));
        Assert.Single(site.Log.Lines, line => line.Level >= LogLevel.Error && line.Category.StartsWith("Tidemark", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_store_is_down_requests_are_answered_at_once_and_logged_in_one_line_each()
    {
        const int requests = 50;
        var time = new ManualTimeProvider();
        var store = new FaultyStore(new MemoryStore(time), time) { IsDown = true };
        await using (var site = await StartAsync(new ScriptedStore(store), time))
        {
            // The clock stands still: whoever waited for the store would wait for ever.
            for (var request = 0; request < requests; request++)
            {
                using var response = await site.Client.GetAsync("/add/a", Stop).WaitAsync(Hang, Stop);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            }

            var lines = site.Log.Lines.Where(line => line.Category.StartsWith("Tidemark", StringComparison.Ordinal)).ToList();
            Assert.Single(lines, line => line.Id == 81);
            Assert.Equal(requests, lines.Count(line => line.Id == 103));
            Assert.InRange(lines.Count(line => line.Text.Contains("   at ", StringComparison.Ordinal)), 2, 3);
            store.IsDown = false;
        }
    }

    private static Task<Site> StartAsync(ScriptedStore store, TimeProvider? time = null) => Site.StartAsync(
        app =>
        {
            Shelf.MapOn(app);
            app.MapHealthChecks("/health");
        },
        setup: tidemark => tidemark.Services.AddHealthChecks().AddTidemark(),
        clock: time,
        store: store);

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(Site site)
    {
        using var response = await site.Client.GetAsync("/health", Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var hang = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        hang.CancelAfter(Hang);
        while (!await isSo())
            await Task.Delay(10, hang.Token);
    }
}
