using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore.Tests;

/// <summary>What becomes of requests of a session while another one of them signs in or out.</summary>
public sealed class ParallelSignOutTests
{
    private static readonly SessionKey<string> Farewell = new("farewell");

    [Fact]
    public async Task Parallel_requests_that_write_meanwhile_do_not_keep_the_user_signed_in()
    {
        var (isInside, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(app =>
        {
            Map(app);
            app.MapGet("/write", async (HttpContext context) =>
            {
                context.Session.SetString("name", "Bob");
                isInside.SetResult();
                await mayGoOn.Task;
            });
            app.MapGet("/sign-out", (HttpContext context) =>
            {
                context.Session.Clear();
                context.GetSession().Abandon();
            });
        });
        var (browser, old) = await SignInAsync(site);
        var writes = browser.GetAsync("/write");
        await isInside.Task;
        await browser.GetTextAsync("/sign-out");
        mayGoOn.SetResult();
        using var refused = await writes;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("", await WhoAsync(site, old));
    }

    [Fact]
    public async Task A_page_that_only_looks_is_shown_though_another_request_signs_in_meanwhile()
    {
        var (isInside, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(app =>
        {
            Map(app);
            app.MapGet("/page", async (HttpContext context, Session session) =>
            {
                isInside.SetResult();
                await mayGoOn.Task;
                return $"{context.Session.GetString("name")} {await session.GetAsync(Farewell)} {string.Join(',', context.Session.Keys)}";
            });
            app.MapGet("/renew", async (Session session) => await session.RegenerateIdAsync());
        });
        var (browser, old) = await SignInAsync(site);
        var page = browser.GetTextAsync("/page");
        await isInside.Task;
        await browser.GetTextAsync("/renew");
        mayGoOn.SetResult();

        Assert.Equal("Ada  name", await page);
        Assert.NotEqual(old, browser.Token);
        Assert.Equal("Ada", await browser.GetTextAsync("/who"));
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/sign-in", (HttpContext context) => context.Session.SetString("name", "Ada"));
        app.MapGet("/who", (HttpContext context) => context.Session.GetString("name") ?? "");
        app.MapGet("/farewell", (Session session) => session.Read(Farewell) ?? "");
    }

    private static async Task<(Browser Browser, string Token)> SignInAsync(Site site)
    {
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/sign-in");
        return (browser, browser.Token!);
    }

    private static async Task<string> WhoAsync(Site site, string token)
    {
        var stranger = site.NewBrowser();
        stranger.Token = token;
        return await stranger.GetTextAsync("/who");
    }
}
