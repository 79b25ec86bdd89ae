using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Requests whose time is over while they wait for their session, which another request has.</summary>
public sealed class RequestTimeoutTests
{
    [Theory]
    [InlineData("/plain", 504, "", Server.Test)]
    [InlineData("/plain", 504, "", Server.Kestrel)]
    [InlineData("/own", 418, "too late", Server.Test)]
    [InlineData("/own", 418, "too late", Server.Kestrel)]
    public async Task The_policy_answers(string path, int status, string body, Server server)
    {
        var (held, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await StartAsync(
            app =>
            {
                app.UseRouting();
                app.UseRequestTimeouts();
                app.UseTidemark();
                MapHolder(app, held, go);
                app.MapGet("/plain", () => "page").WithSessionAccess(SessionAccess.Exclusive).WithRequestTimeout(TimeSpan.FromMilliseconds(20));
                app.MapGet("/own", () => "page").WithSessionAccess(SessionAccess.Exclusive).WithRequestTimeout(new RequestTimeoutPolicy
                {
                    Timeout = TimeSpan.FromMilliseconds(20),
                    TimeoutStatusCode = 418,
                    WriteTimeoutResponse = context => context.Response.WriteAsync("too late"),
                });
            },
            server);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var holding = browser.GetTextAsync("/hold");
        await held.Task;

        using var response = await browser.GetAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        go.SetResult();
        Assert.Equal("held", await holding);
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_time_limit_of_the_application_s_own_gets_its_exception()
    {
        var (held, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var limit = new CancellationTokenSource();
        await using var site = await StartAsync(
            app =>
            {
                app.UseRouting();
                app.Use(async (context, next) =>
                {
                    if (context.Request.Path != "/limited")
                    {
                        await next(context);
                        return;
                    }

                    context.RequestAborted = limit.Token;
                    try
                    {
                        var running = next(context);
                        await limit.CancelAsync();
                        await running;
                    }
                    catch (OperationCanceledException)
                    {
                        context.Response.Clear();
                        await context.Response.WriteAsync("limit");
                    }
                });
                app.UseTidemark();
                MapHolder(app, held, go);
                app.MapGet("/limited", () => "page").WithSessionAccess(SessionAccess.Exclusive);
            },
            Server.Kestrel);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var holding = browser.GetTextAsync("/hold");
        await held.Task;

        Assert.Equal("limit", await browser.GetTextAsync("/limited"));

        go.SetResult();
        await holding;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_goes_away_while_its_request_waits_is_no_error(bool hasTimeouts)
    {
        var (held, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (waits, ended) = (new TaskCompletionSource(), new TaskCompletionSource<int>());
        var site = await StartAsync(
            app =>
            {
                app.UseRouting();
                app.Use(async (context, next) =>
                {
                    if (context.Request.Path != "/wait")
                    {
                        await next(context);
                        return;
                    }

                    try
                    {
                        var running = next(context);
                        waits.SetResult();
                        await running;
                    }
                    finally
                    {
                        ended.SetResult(context.Response.StatusCode);
                    }
                });
                if (hasTimeouts)
                    app.UseRequestTimeouts();
                app.UseTidemark();
                MapHolder(app, held, go);
                app.MapGet("/wait", () => "page").WithSessionAccess(SessionAccess.Exclusive).WithRequestTimeout(TimeSpan.FromHours(1));
            },
            Server.Kestrel);
        await using (site)
        {
            var browser = site.NewBrowser();
            await browser.GetTextAsync("/add/a");
            var holding = browser.GetTextAsync("/hold");
            await held.Task;
            using var gone = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/wait");
            request.Headers.Add("Cookie", $"sid={browser.Token}");
            var sending = site.Client.SendAsync(request, gone.Token);
            await waits.Task;
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

            Assert.Equal(StatusCodes.Status499ClientClosedRequest, await ended.Task);

            go.SetResult();
            await holding;
            Assert.Equal("a", await browser.GetTextAsync("/list"));
        }

        Assert.DoesNotContain(site.Log.Lines, line => line.Level >= LogLevel.Error);
    }

    // The lock's own time limit must not come first: no clock moves.
    private static Task<Site> StartAsync(Action<WebApplication> map, Server server) => Site.StartAsync(
        map, server, builder => builder.Services.AddRequestTimeouts(), clock: new ManualTimeProvider(), placeMiddleware: false);

    private static void MapHolder(WebApplication app, TaskCompletionSource held, TaskCompletionSource go)
    {
        Shelf.MapOn(app);
        app.MapGet("/hold", async () =>
        {
            held.SetResult();
            await go.Task;
            return "held";
        }).WithSessionAccess(SessionAccess.Exclusive);
    }
}
