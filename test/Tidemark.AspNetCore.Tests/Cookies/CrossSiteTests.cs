using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Requests of other sites, from which browsers withhold the session's cookie: none of them takes a user's session away.</summary>
public sealed class CrossSiteTests
{
    private static readonly string?[] Sites = ["cross-site", "same-site", "same-origin", "none", null];
    private static readonly string?[] Modes = ["navigate", "cors", "no-cors", "same-origin", "websocket", null];
    private static readonly string?[] Destinations = ["document", "iframe", "empty", "image", null];
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"];

    [Theory]
    [InlineData(SameSiteMode.Lax)]
    [InlineData(SameSiteMode.Strict)]
    [InlineData(SameSiteMode.Unspecified)]
    public async Task No_request_of_another_site_but_a_visit_replaces_the_cookie(SameSiteMode sameSite)
    {
        await using var site = await StartAsync(builder => builder.ConfigureCookie(cookie => cookie.SameSite = sameSite));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/cart");
        foreach (var (method, origin, mode, destination) in Requests())
        {
            var isWithheld = origin == "cross-site" && !IsLax(method, mode, destination);
            using var request = Visits.Request(new HttpMethod(method), "/set", origin, mode, destination);
            using var response = await (isWithheld ? site.NewBrowser() : browser).SendAsync(request);

            Assert.True(response.IsSuccessStatusCode);
            Assert.True(Browser.SetCookies(response).Length == 0, $"{method} {origin} {mode} {destination}");
        }

        Assert.Equal("cart", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task Every_other_request_without_a_cookie_begins_a_session()
    {
        await using var site = await StartAsync();
        foreach (var (method, origin, mode, destination) in Requests())
        {
            using var request = Visits.Request(new HttpMethod(method), "/set", origin, mode, destination);
            var browser = site.NewBrowser();
            using var response = await browser.SendAsync(request);

            var begins = origin != "cross-site" || IsLax(method, mode, destination);
            Assert.True(begins == browser.Token is not null, $"{method} {origin} {mode} {destination}");
        }
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task A_payment_provider_that_posts_back_leaves_the_cart_where_it_is_and_the_log_says_why(Server server)
    {
        await using var site = await StartAsync(server: server);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/cart");
        foreach (var path in new[] { "/set", "/set-bytes", "/bind", "/commit", "/late" })
        {
            var commits = site.Store.Commits.Count;
            using var response = await site.NewBrowser().SendAsync(PostFromElsewhere(path));

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("seen", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Empty(Browser.SetCookies(response));
            Assert.Equal(commits, site.Store.Commits.Count);
            var line = Assert.Single(site.Log.Lines, line => line.Id == 111 && line.Text.Contains(path, StringComparison.Ordinal));
            Assert.Contains("redirect (303)", line.Text);
            Assert.Contains("[CrossSiteSession]", line.Text);
            Assert.Contains("SameSite=Lax", line.Text);
        }

        Assert.Equal("cart", await browser.GetTextAsync("/list"));
        Assert.DoesNotContain(site.Log.Lines, line => line.Id is 60 or 106);
    }

    [Fact]
    public async Task The_page_to_which_it_redirects_has_the_session()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/cart");
        using var response = await site.NewBrowser().SendAsync(PostFromElsewhere("/paid"));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);

        // The user goes there by GET, and the browser sends the cookie.
        using var page = await browser.SendAsync(Visits.Visit(response.Headers.Location!.OriginalString, from: "cross-site"));
        Assert.Equal("cart,paid", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(site.Log.Lines, line => line.Id == 111);
    }

    [Fact]
    public async Task Where_only_looked_at_nothing_is_said()
    {
        await using var site = await StartAsync();
        foreach (var path in new[] { "/look", "/taken-back", "/abandon" })
            await site.NewBrowser().SendAsync(PostFromElsewhere(path));

        Assert.DoesNotContain(site.Log.Lines, line => line.Id == 111);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/group/sign-in")]
    [InlineData("/attribute")]
    public async Task An_endpoint_can_say_that_sessions_begin_there(string path)
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        using var response = await browser.SendAsync(PostFromElsewhere(path));

        Assert.NotNull(browser.Token);
        Assert.Equal("ada", await browser.GetTextAsync("/who"));
        Assert.DoesNotContain(site.Log.Lines, line => line.Id == 111);
    }

    [Fact]
    public async Task A_cookie_that_is_sent_across_sites_keeps_its_session_there()
    {
        await using var site = await StartAsync(
            builder => builder.ConfigureCookie(cookie =>
            {
                cookie.SameSite = SameSiteMode.None;
                cookie.SecurePolicy = CookieSecurePolicy.Always;
            }),
            isHttps: true);
        var browser = site.NewBrowser();
        await browser.SendAsync(PostFromElsewhere("/set"));
        Assert.NotNull(browser.Token);
        var token = browser.Token;
        await browser.SendAsync(PostFromElsewhere("/set"));

        Assert.Equal(token, browser.Token);
    }

    [Fact]
    public async Task A_cookie_that_came_all_the_same_counts()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/cart");
        await browser.SendAsync(PostFromElsewhere("/set"));

        Assert.Equal("ada", await browser.GetTextAsync("/who"));
    }

    [Fact]
    public async Task Who_may_not_begin_displaces_no_session_of_the_user()
    {
        await using var site = await StartAsync(builder => builder.Configure(options =>
            (options.SessionsPerUser, options.OnUserLimit) = (1, UserLimitPolicy.EndOldest)));
        var browser = site.NewBrowser();
        await browser.SendAsync(PostFromElsewhere("/sign-in"));
        await site.NewBrowser().SendAsync(PostFromElsewhere("/bind"));

        Assert.Equal("ada", await browser.GetTextAsync("/who"));
    }

    // Written down anew: the user goes to a page, in a window of its own, by a safe method.
    private static bool IsLax(string method, string? mode, string? destination) =>
        method is "GET" or "HEAD" or "OPTIONS" && mode is "navigate" or null && destination is "document" or null;

    private static IEnumerable<(string Method, string? Site, string? Mode, string? Destination)> Requests() =>
        from method in Methods from site in Sites from mode in Modes from destination in Destinations select (method, site, mode, destination);

    private static HttpRequestMessage PostFromElsewhere(string path) =>
        Visits.Request(HttpMethod.Post, path, "cross-site", "navigate", "document");

    private static Task<Site> StartAsync(Action<TidemarkBuilder>? setup = null, Server server = Server.Test, bool isHttps = false) =>
        Site.StartAsync(MapOn, server, setup, isHttps: isHttps, environment: "Development");

    private static void MapOn(WebApplication app)
    {
        Shelf.MapOn(app);
        app.MapGet("/who", (Session session) => session.Read(Shelf.Name));
        app.Map("/set", (Delegate)SetAsync);
        app.MapPost("/set-bytes", (HttpContext context) =>
        {
            context.Session.SetString("a", "seen");
            return context.Session.GetString("a");
        });
        app.MapPost("/bind", BindAsync);
        app.MapPost("/commit", async (Session session) =>
        {
            await session.SetAsync(Shelf.Name, "seen");
            await session.CommitAsync();
            return session.Read(Shelf.Name);
        });
        app.MapPost("/late", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("seen");
            await context.Response.Body.FlushAsync();
            await context.GetSession().SetAsync(Shelf.Name, "ada");
        });
        app.MapPost("/paid", (HttpResponse response) =>
        {
            response.Headers.Location = "/thanks";
            response.StatusCode = StatusCodes.Status303SeeOther;
        });
        app.MapGet("/thanks", (Delegate)((HttpContext context) => Shelf.AddAsync(context, "paid")));
        app.MapPost("/look", (Session session) => session.Read(Shelf.Name));
        app.MapPost("/taken-back", async (Session session) =>
        {
            await session.SetAsync(Shelf.Name, "ada");
            await session.RemoveAsync(Shelf.Name.Name);
        });
        app.MapPost("/abandon", (Session session) => session.Abandon());
        app.MapPost("/sign-in", BindAsync).WithCrossSiteSession();
        app.MapGroup("/group").WithCrossSiteSession().MapPost("/sign-in", (Delegate)SetAsync);
        app.MapPost("/attribute", [CrossSiteSession] (Session session) => session.SetAsync(Shelf.Name, "ada").AsTask());
    }

    private static async Task<string> SetAsync(HttpContext context)
    {
        await context.GetSession().SetAsync(Shelf.Name, "ada");
        return "seen";
    }

    private static async Task<string> BindAsync(Session session)
    {
        await session.BindUserAsync("ada");
        await session.SetAsync(Shelf.Name, "ada");
        return "seen";
    }
}
