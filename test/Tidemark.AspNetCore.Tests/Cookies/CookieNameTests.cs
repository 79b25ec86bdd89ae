using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Which cookie is a session's: browsers send those of all applications on a host, whatever port or path they have.</summary>
public sealed class CookieNameTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Applications_on_one_host_leave_each_other_their_sessions(bool isHttps)
    {
        await using var shop = await StartAsync("shop", isHttps);
        await using var forum = await StartAsync("forum", isHttps);
        var (inShop, inForum) = (shop.NewBrowser(), forum.NewBrowser());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(string.Join(',', Enumerable.Repeat("s", i + 1)), await inShop.GetTextAsync("/add/s"));
            Take(inForum, inShop);
            Assert.Equal(string.Join(',', Enumerable.Repeat("f", i + 1)), await inForum.GetTextAsync("/add/f"));
            await inForum.VisitAsync("/list");
            Take(inShop, inForum);
            await inShop.VisitAsync("/list");
        }

        Assert.Equal(2, inShop.Cookies.Count);
    }

    [Fact]
    public void The_default_name_says_little_of_the_application_and_differs_from_others()
    {
        var names = Enumerable.Range(0, 1_000).Select(i => SessionCookie.DefaultName($"Application {i}")).ToArray();

        Assert.All(names, name => Assert.Matches("^sid-[0-9a-f]{8}$", name));
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal("sid-2cf24dba", SessionCookie.DefaultName("hello"));
    }

    [Fact]
    public void No_name_is_set_until_the_application_sets_one()
    {
        var options = new TidemarkHttpOptions();
        Assert.Null(options.Cookie.Name);
        Assert.True(new TidemarkHttpOptionsValidator().Validate(null, options).Succeeded);
    }

    [Theory]
    [InlineData("shop", true, CookieSecurePolicy.SameAsRequest)]
    [InlineData("shop", false, CookieSecurePolicy.SameAsRequest)]
    [InlineData("shop", true, CookieSecurePolicy.Always)]
    [InlineData(".AspNetCore.Session", true, CookieSecurePolicy.SameAsRequest)]
    [InlineData("__Host-shop", true, CookieSecurePolicy.Always)]
    [InlineData("__Secure-shop", true, CookieSecurePolicy.Always)]
    [InlineData("sid", true, CookieSecurePolicy.SameAsRequest)]
    public async Task A_name_that_the_application_sets_stays_as_it_is(string name, bool isHttps, CookieSecurePolicy policy)
    {
        await using var site = await Site.StartAsync(
            Shelf.MapOn, isHttps: isHttps, cookie: null, setup: builder => builder.ConfigureCookie(cookie =>
            {
                cookie.Name = name;
                cookie.SecurePolicy = policy;
            }));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        Assert.Equal([name], browser.Cookies.Keys);
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_proxy_says_of_the_scheme_may_come_before_or_after(bool isTooLate)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedProto };
                forwarded.KnownIPNetworks.Clear();
                forwarded.KnownProxies.Clear();
                if (isTooLate)
                    app.UseTidemark();
                app.UseForwardedHeaders(forwarded);
                if (!isTooLate)
                    app.UseTidemark();
                Shelf.MapOn(app);
            },
            placeMiddleware: false,
            cookie: null);
        var browser = site.NewBrowser();
        foreach (var expected in new[] { "a", "a,a", "a,a,a" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/add/a");
            request.Headers.Add("X-Forwarded-Proto", "https");
            using var response = await browser.SendAsync(request);
            Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(isTooLate ? "sid-" : "__Host-sid-", Assert.Single(browser.Cookies).Key[..^8]);
    }

    [Fact]
    public async Task Names_that_begin_alike_are_told_apart()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        browser.Cookies["sidC1"] = browser.Cookies["si"] = browser.Cookies["sid-"] = SessionId.New().Reveal();

        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    // One jar: a host's, whatever the port.
    private static void Take(Browser into, Browser from)
    {
        foreach (var (name, value) in from.Cookies)
            into.Cookies[name] = value;
    }

    private static Task<Site> StartAsync(string application, bool isHttps) => Site.StartAsync(
        Shelf.MapOn, isHttps: isHttps, cookie: null, setup: builder => builder.Configure(options => options.Application = application));
}
