using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

public sealed class IssuedCookieTests
{
    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task Requirement_09_over_http_the_cookie_is_for_this_host_and_no_script(Server server)
    {
        await using var site = await Site.StartAsync(Shelf.MapOn, server, cookie: null);

        Assert.Equal("sid-47510dfc=ID; path=/; samesite=lax; httponly", await GoldenAsync(site, "/add/a"));
    }

    [Fact]
    public async Task Requirement_09_over_https_browsers_keep_the_cookie_to_this_host_and_to_https()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn, isHttps: true, cookie: null);

        Assert.Equal("__Host-sid-47510dfc=ID; path=/; secure; samesite=lax; httponly", await GoldenAsync(site, "/add/a"));
    }

    public static TheoryData<string, bool, Action<TidemarkHttpOptions>> Settings => new()
    {
        { "sid-47510dfc=ID; path=/shop; secure; samesite=lax; httponly", true, options => options.Cookie.Path = "/shop" },
        { "sid-47510dfc=ID; domain=shop.example; path=/; secure; samesite=lax; httponly", true, options => options.Cookie.Domain = "shop.example" },
        { "sid-47510dfc=ID; path=/; secure; samesite=lax; httponly", true, options => options.HostPrefix = false },
        { "sid-47510dfc=ID; path=/; samesite=strict; httponly", false, options => options.Cookie.SameSite = SameSiteMode.Strict },
        { "sid-47510dfc=ID; max-age=3600; path=/; samesite=lax; httponly", false, options => options.Cookie.MaxAge = TimeSpan.FromHours(1) },
        {
            "__Host-sid-47510dfc=ID; path=/; secure; samesite=lax; httponly", false,
            options => options.Cookie.SecurePolicy = CookieSecurePolicy.Always
        },
        { "sid-47510dfc=ID; path=/; samesite=lax; httponly", true, options => options.Cookie.SecurePolicy = CookieSecurePolicy.None },
        {
            "__Host-sid-47510dfc=ID; path=/; secure; samesite=none; httponly; Partitioned", true, options =>
            {
                options.Cookie.SameSite = SameSiteMode.None;
                options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
                options.Cookie.Extensions.Add("Partitioned");
            }
        },
    };

    [Theory]
    [MemberData(nameof(Settings), DisableDiscoveryEnumeration = true)]
    public async Task Requirement_09_options_shape_the_cookie(string golden, bool isHttps, Action<TidemarkHttpOptions> configure)
    {
        await using var site = await Site.StartAsync(Shelf.MapOn, isHttps: isHttps, setup: builder => builder.ConfigureHttp(configure), cookie: null);

        Assert.Equal(golden, await GoldenAsync(site, "/add/a"));
    }

    [Fact]
    public async Task Over_https_a_cookie_without_the_prefix_does_not_count()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn, isHttps: true, cookie: null);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var planted = site.NewBrowser();
        planted.Cookies["sid-47510dfc"] = browser.Token!;

        Assert.Equal("", await planted.GetTextAsync("/list"));
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_session_has_one_cookie_for_life()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var browser = site.NewBrowser();
        Assert.Single(Browser.SetCookies(await browser.GetAsync("/add/a")));

        Assert.Empty(Browser.SetCookies(await browser.GetAsync("/add/b")));
        Assert.Empty(Browser.SetCookies(await browser.GetAsync("/list")));
        Assert.Equal("a,b", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_session_that_nobody_wrote_has_neither_cookie_nor_record()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        foreach (var path in new[] { "/nothing", "/list", "/read" })
        {
            var response = await site.NewBrowser().GetAsync(path);
            Assert.Empty(Browser.SetCookies(response));
            Assert.Equal(path == "/nothing" ? null : "private", response.Headers.CacheControl?.ToString());
        }

        Assert.Equal(0, site.Store.Calls);
    }

    [Fact]
    public async Task Requirement_11_a_response_that_sets_the_cookie_is_not_cached_whatever_the_application_says()
    {
        await using var site = await Site.StartAsync(app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/cached", async (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=600";
                context.Response.Headers.Expires = "Thu, 01 Jan 2099 00:00:00 GMT";
                return await Shelf.AddAsync(context, "a");
            });
        });
        var browser = site.NewBrowser();

        var first = await browser.GetAsync("/cached");
        Assert.Equal("no-store", first.Headers.CacheControl?.ToString());
        Assert.Equal("no-cache", first.Headers.Pragma.ToString());
        Assert.False(first.Content.Headers.Contains("Expires"));

        var second = await browser.GetAsync("/cached");
        Assert.Equal("max-age=600, private", second.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Abandon_deletes_the_cookie_with_the_attributes_it_was_set_with()
    {
        await using var site = await Site.StartAsync(
            Shelf.MapOn, isHttps: true, setup: builder => builder.ConfigureCookie(cookie => cookie.MaxAge = TimeSpan.FromDays(14)), cookie: null);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        var response = await browser.GetAsync("/end");

        Assert.Equal(
            "__Host-sid-47510dfc=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/; secure; samesite=lax; httponly",
            Assert.Single(Browser.SetCookies(response)));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.False(response.Headers.Contains("Clear-Site-Data"));
        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task Requirement_11_clear_site_data_is_sent_on_abandon_if_asked_for()
    {
        await using var site = await Site.StartAsync(
            Shelf.MapOn, isHttps: true, setup: builder => builder.ConfigureHttp(options => options.ClearSiteData = "\"cache\", \"storage\""));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        Assert.Equal("\"cache\", \"storage\"", string.Join(", ", (await browser.GetAsync("/end")).Headers.GetValues("Clear-Site-Data")));
    }

    [Fact]
    public async Task Abandoning_a_session_that_was_never_stored_says_nothing_to_the_client()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);

        Assert.Empty(Browser.SetCookies(await site.NewBrowser().GetAsync("/end")));
        Assert.Equal(0, site.Store.Calls);
    }

    [Fact]
    public async Task The_cookie_is_essential_by_default_and_a_consent_policy_withholds_it_if_it_is_not()
    {
        foreach (var isEssential in new[] { true, false })
        {
            await using var site = await Site.StartAsync(
                app =>
                {
                    app.UseCookiePolicy(new CookiePolicyOptions { CheckConsentNeeded = _ => true });
                    app.UseTidemark();
                    Shelf.MapOn(app);
                },
                setup: builder => builder.ConfigureCookie(cookie => cookie.IsEssential &= isEssential),
                placeMiddleware: false);

            Assert.Equal(isEssential ? 1 : 0, Browser.SetCookies(await site.NewBrowser().GetAsync("/add/a")).Length);
        }
    }

    private static async Task<string> GoldenAsync(Site site, string path)
    {
        var browser = site.NewBrowser();
        var line = Assert.Single(Browser.SetCookies(await browser.GetAsync(path)));
        return line.Replace(Assert.Single(browser.Cookies).Value, "ID");
    }
}
