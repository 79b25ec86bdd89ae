using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>What was made for one user is not served to another, whatever caches and policies say.</summary>
public sealed class SharedCacheTests
{
    private const string Public = "public, max-age=600";

    private static readonly Dictionary<string, Func<HttpContext, Task<string?>>> Looks = new()
    {
        ["typed"] = context => Task.FromResult(context.GetSession().Read(Shelf.Name)),
        ["HttpContext.Session"] = context => Task.FromResult(context.Session.GetString("name")),
        ["injected"] = context => Task.FromResult(context.RequestServices.GetRequiredService<Session>().Read(Shelf.Name)),
    };

    public static TheoryData<string, bool, SessionAccess, string> OutputCases
    {
        get
        {
            var cases = new TheoryData<string, bool, SessionAccess, string>();
            foreach (var look in Looks.Keys)
            {
                foreach (var access in new[] { SessionAccess.Shared, SessionAccess.ReadOnly, SessionAccess.Exclusive })
                {
                    foreach (var isOutside in new[] { true, false })
                    {
                        foreach (var path in new[] { "default", "forced", "forced-parts", "forced-late", "between" })
                            cases.Add(look, isOutside, access, path);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(OutputCases))]
    public async Task The_output_cache_keeps_no_page_that_looked_into_its_session(string look, bool isOutside, SessionAccess access, string path)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseRouting();
                if (isOutside)
                    app.UseOutputCache();
                app.UseTidemark();
                app.Use(async (context, next) =>
                {
                    if (context.Request.Path == "/between")
                        context.Items["name"] = await Looks[look](context);
                    await next(context);
                });
                if (!isOutside)
                    app.UseOutputCache();
                MapNames(app);
                app.MapGet("/default", (HttpContext context, CancellationToken _) => Looks[look](context)).WithSessionAccess(access).CacheOutput();
                app.MapGet("/between", (HttpContext context) => $"{context.Items["name"]}").WithSessionAccess(access).CacheOutput();
                app.MapGet("/forced", (HttpContext context, CancellationToken _) => Looks[look](context)).WithSessionAccess(access).CacheOutput(Force);
                app.MapGet("/forced-parts", async (HttpContext context) =>
                {
                    var name = await Looks[look](context);
                    await context.Response.WriteAsync("");
                    await context.Response.WriteAsync(name!);
                }).WithSessionAccess(access).CacheOutput(Force);
                app.MapGet("/forced-late", async (HttpContext context) =>
                {
                    await context.Response.WriteAsync("");
                    await context.Response.Body.FlushAsync();
                    await context.Response.WriteAsync((await Looks[look](context))!);
                }).WithSessionAccess(access).CacheOutput(Force);
            },
            setup: builder => builder.Services.AddOutputCache(), placeMiddleware: false);

        foreach (var name in new[] { "ada", "grace" })
        {
            var browser = site.NewBrowser();
            await browser.GetTextAsync($"/name/{name}");
            Assert.Equal(name, await browser.GetTextAsync("/" + path));
            Assert.Equal(name, await browser.GetTextAsync("/" + path));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_that_says_it_is_for_everybody_is_kept_but_no_cookie_with_it(bool isOutside)
    {
        var made = 0;
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseRouting();
                if (isOutside)
                    app.UseOutputCache();
                app.UseTidemark();
                if (!isOutside)
                    app.UseOutputCache();
                MapNames(app);
                app.MapGet("/news", (HttpContext context) =>
                {
                    context.Session.SetString("visited", "news");
                    return $"{++made}";
                }).WithPublicResponse().CacheOutput(Force);
            },
            setup: builder => builder.Services.AddOutputCache(), placeMiddleware: false);
        var (first, second) = (site.NewBrowser(), site.NewBrowser());

        Assert.Equal("1", await first.GetTextAsync("/news"));
        Assert.NotNull(first.Token);
        var known = await first.GetTextAsync("/news");
        using var other = await second.GetAsync("/news");

        Assert.Equal(known, await other.Content.ReadAsStringAsync());
        Assert.Empty(Browser.SetCookies(other));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_kept_answer_carries_a_cookie_even_if_it_has_no_body(bool isOutside)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseRouting();
                if (isOutside)
                    app.UseOutputCache();
                app.UseTidemark();
                if (!isOutside)
                    app.UseOutputCache();
                MapNames(app);
                app.MapGet("/start", (HttpContext context) =>
                {
                    context.Session.SetString("started", "yes");
                    return Results.Redirect("/");
                }).CacheOutput(Force);
            },
            setup: builder => builder.Services.AddOutputCache(), placeMiddleware: false);

        var tokens = new HashSet<string?>();
        for (var i = 0; i < 3; i++)
        {
            var browser = site.NewBrowser();
            await browser.GetAsync("/start");
            tokens.Add(browser.Token ?? $"none {i}");
        }

        Assert.Equal(3, tokens.Count);
    }

    [Theory]
    [InlineData(true, SessionAccess.Shared, true)]
    [InlineData(true, SessionAccess.Shared, false)]
    [InlineData(true, SessionAccess.ReadOnly, true)]
    [InlineData(true, SessionAccess.ReadOnly, false)]
    [InlineData(false, SessionAccess.Shared, true)]
    [InlineData(false, SessionAccess.Shared, false)]
    [InlineData(false, SessionAccess.ReadOnly, true)]
    [InlineData(false, SessionAccess.ReadOnly, false)]
    public async Task The_response_cache_keeps_no_page_that_looked_into_its_session(bool isOutside, SessionAccess access, bool saysPublicFirst)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseRouting();
                if (isOutside)
                    app.UseResponseCaching();
                app.UseTidemark();
                if (!isOutside)
                    app.UseResponseCaching();
                MapNames(app);
                app.MapGet("/page", (HttpContext context) =>
                {
                    if (saysPublicFirst)
                        context.Response.Headers.CacheControl = Public;
                    var name = context.GetSession().Read(Shelf.Name);
                    context.Response.Headers.CacheControl = Public;
                    return name;
                }).WithSessionAccess(access);
            },
            setup: builder => builder.Services.AddResponseCaching(), placeMiddleware: false);

        foreach (var name in new[] { "ada", "grace" })
        {
            var browser = site.NewBrowser();
            await browser.GetTextAsync($"/name/{name}");
            Assert.Equal(name, await browser.GetTextAsync("/page"));
            using var again = await browser.GetAsync("/page");
            Assert.Equal(name, await again.Content.ReadAsStringAsync());
            Assert.Equal("max-age=600, private", again.Headers.CacheControl?.ToString());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_that_leave_their_session_alone_are_kept_as_before(bool isOutside)
    {
        var made = 0;
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseRouting();
                if (isOutside)
                    app.UseOutputCache().UseResponseCaching();
                app.UseTidemark();
                if (!isOutside)
                    app.UseOutputCache().UseResponseCaching();
                MapNames(app);
                app.MapGet("/output", () => $"{++made}").CacheOutput();
                app.MapGet("/response", (HttpContext context) =>
                {
                    context.Response.Headers.CacheControl = Public;
                    return $"{++made}";
                });
            },
            setup: builder => builder.Services.AddOutputCache().AddResponseCaching(), placeMiddleware: false);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/name/ada");

        foreach (var (path, expected) in new[] { ("/output", "1"), ("/response", "2"), ("/output", "1"), ("/response", "2") })
        {
            Assert.Equal(expected, await browser.GetTextAsync(path));
            Assert.Equal(expected, await site.NewBrowser().GetTextAsync(path));
        }
    }

    [Theory]
    [InlineData(Public, false, true)]
    [InlineData(Public, true, false)]
    [InlineData("max-age=600", false, true)]
    [InlineData("max-age=600, private", false, false)]
    [InlineData("no-store", false, false)]
    [InlineData("", false, false)]
    public async Task A_page_for_caches_that_looks_into_its_session_too_late_is_warned_of(string said, bool isForAll, bool isWarnedOf)
    {
        await using var site = await Site.StartAsync(app =>
        {
            MapNames(app);
            var page = app.MapGet("/page", async (HttpContext context) =>
            {
                if (said.Length > 0)
                    context.Response.Headers.CacheControl = said;
                await context.Response.WriteAsync("I am ");
                await context.Response.Body.FlushAsync();
                await context.Response.WriteAsync(context.GetSession().Read(Shelf.Name)!);
            });
            if (isForAll)
                page.WithPublicResponse();
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/name/ada");

        Assert.Equal("I am ada", await browser.GetTextAsync("/page"));
        Assert.Equal(isWarnedOf, site.Log.Has(110));
    }

    private static void Force(OutputCachePolicyBuilder policy) => policy.AddPolicy<ForcingPolicy>();

    private static void MapNames(WebApplication app) => app.MapGet("/name/{name}", async (string name, HttpContext context) =>
    {
        context.Session.SetString("name", name);
        await context.GetSession().SetAsync(Shelf.Name, name);
        return "ok";
    });
}
