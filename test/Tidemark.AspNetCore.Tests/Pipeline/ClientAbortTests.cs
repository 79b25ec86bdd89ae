using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

public sealed class ClientAbortTests
{
    [Fact]
    public async Task A_client_that_leaves_while_the_commit_is_under_way_finds_it_whole_afterwards()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn, Server.Kestrel);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        site.Store.BeforeCommit = async () =>
        {
            reached.TrySetResult();
            await go.Task;
        };

        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/add/b");
        request.Headers.Add("Cookie", $"sid={browser.Token}");
        var sending = site.Client.SendAsync(request, gone.Token);
        await reached.Task;
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        go.SetResult();

        Assert.Equal("a,b", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_handler_that_stops_because_its_client_left_changes_nothing()
    {
        var entered = new TaskCompletionSource();
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                app.MapGet("/slow", async (HttpContext context) =>
                {
                    await Shelf.AddAsync(context, "half");
                    entered.SetResult();
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                });
            },
            Server.Kestrel);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/slow");
        request.Headers.Add("Cookie", $"sid={browser.Token}");
        var sending = site.Client.SendAsync(request, gone.Token);
        await entered.Task;
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_leaves_while_it_waits_for_an_attribute_waits_no_longer(bool passesToken)
    {
        var (entered, waiting, ended, go) = (
            new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource<Exception?>(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                app.MapGet("/hold", async (HttpContext context) =>
                {
                    await Shelf.AddAsync(context, "held");
                    entered.SetResult();
                    await go.Task;
                });
                app.MapGet("/wait", async (HttpContext context, CancellationToken token) =>
                {
                    var adding = context.GetSession().GetAsync(Shelf.Key, passesToken ? token : default).AsTask();
                    waiting.SetResult();
                    ended.SetResult(await Record.ExceptionAsync(() => adding));
                });
            },
            Server.Kestrel);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var holding = browser.GetTextAsync("/hold");
        await entered.Task;

        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/wait");
        request.Headers.Add("Cookie", $"sid={browser.Token}");
        var sending = site.Client.SendAsync(request, gone.Token);
        await waiting.Task;
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task);
        go.SetResult();
        await holding;
        Assert.Equal("a,held", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task What_a_handler_has_set_is_stored_although_its_client_leaves_while_the_commit_waits_for_another_request()
    {
        var (entered, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (aborted, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(
            app =>
            {
                app.Use(async (HttpContext context, RequestDelegate next) =>
                {
                    if (context.Request.Path != "/set")
                    {
                        await next(context);
                        return;
                    }

                    using var watch = context.RequestAborted.Register(aborted.SetResult);
                    try
                    {
                        await next(context);
                    }
                    finally
                    {
                        ended.SetResult();
                    }
                });
                app.UseTidemark();
                Shelf.MapOn(app);
                app.MapGet("/hold", async (Session session) =>
                {
                    await session.LockAsync([ByteSession.NamePrefix + "said"]);
                    entered.SetResult();
                    await go.Task;
                });
                app.MapGet("/set", (HttpContext context) => context.Session.SetString("said", "hello"));
                app.MapGet("/said", (HttpContext context) => context.Session.GetString("said"));
            },
            Server.Kestrel,
            placeMiddleware: false);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var holding = browser.GetTextAsync("/hold");
        await entered.Task;

        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/set");
        request.Headers.Add("Cookie", $"sid={browser.Token}");
        var sending = site.Client.SendAsync(request, gone.Token);
        await WaitsAsync(site);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await aborted.Task;
        go.SetResult();
        await holding;

        await ended.Task;
        Assert.Equal("hello", await browser.GetTextAsync("/said"));
    }

    // Until a request waits for an attribute that another one has.
    private static async Task WaitsAsync(Site site)
    {
        var sessions = site.Services.GetRequiredService<SessionManager>();
        while (sessions.ReportLocks() is not [{ Attributes: [{ Waiting.Count: > 0 }] }])
            await Task.Yield();
    }
}
