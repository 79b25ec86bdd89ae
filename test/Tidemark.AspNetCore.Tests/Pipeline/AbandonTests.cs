using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Whoever signs out is out, whatever the handler does beside it; what it sets afterwards begins a new session.</summary>
public sealed class AbandonTests
{
    private static readonly SessionKey<string> Farewell = new("farewell");

    public static TheoryData<string, Action<HttpContext>> Before => new()
    {
        { "clear", context => context.Session.Clear() },
        { "set", context => context.Session.SetString("name", "Bob") },
        { "remove", context => context.Session.Remove("name") },
        { "all of these", context =>
            {
                context.Session.SetString("name", "Bob");
                context.Session.SetString("more", "1");
                context.Session.Remove("name");
                context.Session.Clear();
                context.Session.SetString("last", "2");
            }
        },
        { "typed", context => context.GetSession().SetAsync(Farewell, "early").AsTask().Wait(TestContext.Current.CancellationToken) },
        { "abandoned, and set", context =>
            {
                context.GetSession().Abandon();
                context.Session.SetString("name", "Bob");
            }
        },
    };

    [Theory]
    [MemberData(nameof(Before), DisableDiscoveryEnumeration = true)]
    public async Task What_was_set_before_is_dropped(string what, Action<HttpContext> before)
    {
        await using var site = await StartAsync(context =>
        {
            before(context);
            context.GetSession().Abandon();
            Assert.Empty(context.Session.Keys);
            Assert.Null(context.Session.GetString("name"));
        });
        var (browser, old) = await SignInAsync(site);
        using var response = await browser.GetAsync("/sign-out");

        Assert.True(response.IsSuccessStatusCode, what);
        Assert.Null(browser.Token);
        Assert.Equal("", await WhoAsync(site, old));
        Assert.Equal("", await browser.GetTextAsync("/who"));
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("typed")]
    [InlineData("committed in between")]
    [InlineData("abandoned twice")]
    public async Task What_is_set_after_it_begins_a_new_session_with_a_cookie_of_its_own(string how)
    {
        await using var site = await StartAsync(context => AbandonAsync(context, how).Wait(TestContext.Current.CancellationToken));
        var (browser, old) = await SignInAsync(site);
        using var response = await browser.GetAsync("/sign-out");

        Assert.True(response.IsSuccessStatusCode);
        Assert.Single(Browser.SetCookies(response));
        Assert.NotNull(browser.Token);
        Assert.NotEqual(old, browser.Token);
        Assert.Equal("", await WhoAsync(site, old));
        Assert.Equal("signed out", await browser.GetTextAsync(how == "typed" ? "/farewell" : "/who"));
    }

    [Theory]
    [InlineData("/notes/sign-out")]
    [InlineData("/notes/sign-out-with-body")]
    public async Task TempData_in_the_session_says_goodbye_on_the_next_page(string path)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                Map(app);
                app.MapControllers();
            },
            Server.Kestrel,
            builder => builder.Services.AddControllersWithViews().AddSessionStateTempDataProvider());
        var (browser, old) = await SignInAsync(site);
        await browser.GetAsync(path);

        Assert.NotEqual(old, browser.Token);
        Assert.Equal("", await WhoAsync(site, old));
        Assert.Equal("signed out", await browser.GetTextAsync("/notes/take"));
    }

    [Fact]
    public async Task A_handler_that_throws_after_it_changes_nothing()
    {
        await using var site = await StartAsync(context =>
        {
            context.Session.SetString("name", "Bob");
            context.GetSession().Abandon();
            context.Session.SetString("name", "signed out");
            throw new InvalidDataException("as planned");
        });
        var (browser, old) = await SignInAsync(site);
        await Assert.ThrowsAnyAsync<Exception>(async () => await browser.GetTextAsync("/sign-out"));

        Assert.Equal(old, browser.Token);
        Assert.Equal("Ada", await browser.GetTextAsync("/who"));
    }

    [Fact]
    public async Task An_end_that_the_application_committed_itself_stands_though_the_handler_throws()
    {
        await using var site = await StartAsync(
            context =>
            {
                context.GetSession().Abandon();
                context.GetSession().CommitAsync().AsTask().Wait(TestContext.Current.CancellationToken);
                context.Session.SetString("name", "dropped");
                throw new InvalidDataException("as planned");
            },
            Server.Kestrel);
        var (browser, old) = await SignInAsync(site);
        using var response = await browser.GetAsync("/sign-out");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("", await WhoAsync(site, old));
        Assert.Equal("", await browser.GetTextAsync("/who"));
    }

    [Fact]
    public async Task What_is_set_after_it_and_is_refused_at_the_commit_does_not_keep_the_user_signed_in()
    {
        await using var site = await StartAsync(
            context =>
            {
                context.GetSession().Abandon();
                context.Session.SetString("name", new string('x', 900));
                context.Session.SetString("more", new string('y', 900));
            },
            Server.Kestrel,
            builder => builder.Configure(options => (options.MaxAttributeBytes, options.MaxSessionBytes) = (1_300, 1_300)));
        var (browser, old) = await SignInAsync(site);
        using var response = await browser.GetAsync("/sign-out");

        Assert.False(response.IsSuccessStatusCode);
        Assert.Equal("", await WhoAsync(site, old));
        Assert.Equal("", await browser.GetTextAsync("/who"));
    }

    [Fact]
    public async Task A_new_id_that_was_committed_before_the_end_was_dropped_is_the_one_the_browser_gets()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("error")));
                app.UseTidemark();
                Map(app);
                app.MapGet("/sign-out", async (HttpContext context, Session session) =>
                {
                    await session.RegenerateIdAsync();
                    await session.CommitAsync();
                    session.Abandon();
                    throw new InvalidDataException("as planned");
                });
            },
            placeMiddleware: false);
        var (browser, old) = await SignInAsync(site);
        using var response = await browser.GetAsync("/sign-out");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.NotEqual(old, browser.Token);
        Assert.Equal("Ada", await browser.GetTextAsync("/who"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_the_response_began_the_session_still_ends_and_what_is_set_then_is_reported(bool isTyped)
    {
        await using var site = await Site.StartAsync(app =>
        {
            Map(app);
            app.MapGet("/sign-out", async (HttpContext context, Session session) =>
            {
                await context.Response.WriteAsync("goodbye");
                await context.Response.Body.FlushAsync();
                session.Abandon();
                if (isTyped)
                    await session.SetAsync(Farewell, "signed out");
                else
                    context.Session.SetString("farewell", "signed out");
            });
        });
        var (browser, old) = await SignInAsync(site);
        await Assert.ThrowsAnyAsync<Exception>(async () => await browser.GetTextAsync("/sign-out"));

        Assert.Equal("", await WhoAsync(site, old));
        Assert.True(site.Log.Has(106));
        Assert.Equal(1, site.Store.Commits.Count(commit => commit.Token.IsNone));
    }

    [Fact]
    public async Task Clear_site_data_is_asked_for_beside_a_new_cookie_too()
    {
        await using var site = await StartAsync(
            context =>
            {
                context.GetSession().Abandon();
                context.Session.SetString("name", "signed out");
            },
            setup: builder => builder.ConfigureHttp(http => http.ClearSiteData = "\"cache\""));
        var (browser, _) = await SignInAsync(site);
        using var response = await browser.GetAsync("/sign-out");

        Assert.Equal("\"cache\"", Assert.Single(response.Headers.GetValues("Clear-Site-Data")));
        Assert.Single(Browser.SetCookies(response));
    }

    private static Task<Site> StartAsync(Action<HttpContext> signOut, Server server = Server.Test, Action<TidemarkBuilder>? setup = null) => Site.StartAsync(
        app =>
        {
            Map(app);
            app.MapGet("/sign-out", (HttpContext context) =>
            {
                signOut(context);
                return "page";
            });
        },
        server,
        setup);

    private static void Map(WebApplication app)
    {
        app.MapGet("/sign-in", (HttpContext context) => context.Session.SetString("name", "Ada"));
        app.MapGet("/who", (HttpContext context) => context.Session.GetString("name") ?? "");
        app.MapGet("/farewell", (Session session) => session.Read(Farewell) ?? "");
    }

    private static async Task AbandonAsync(HttpContext context, string how)
    {
        var session = context.GetSession();
        context.Session.SetString("name", "dropped");
        session.Abandon();
        if (how == "committed in between")
            await session.CommitAsync();
        if (how == "abandoned twice")
        {
            context.Session.SetString("more", "dropped");
            session.Abandon();
        }

        if (how == "typed")
            await session.SetAsync(Farewell, "signed out");
        else
            context.Session.SetString("name", "signed out");
        Assert.DoesNotContain("more", context.Session.Keys);
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
