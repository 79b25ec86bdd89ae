using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

/// <summary>A cookie with a MaxAge lasts as long as its user comes.</summary>
public sealed partial class RenewedCookieTests
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Renewal = Age / 10;

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Whoever_comes_often_enough_keeps_his_cookie_on_whatever_servers_for_few_renewals()
    {
        var random = new Random(20_250_102);
        var store = new ScriptedStore(new MemoryStore(_clock));
        await using var one = await StartAsync(store);
        await using var other = await StartAsync(store);
        for (var user = 0; user < 20; user++)
        {
            var (start, expires, issued) = (_clock.GetUtcNow(), default(DateTimeOffset), 0);
            var cookie = "";
            for (var visit = 0; visit < 60; visit++)
            {
                using var request = Visits.Visit(visit == 0 ? "/add/a" : "/list");
                if (visit > 0)
                    request.Headers.Add("Cookie", cookie);
                using var response = await (random.Next(3) == 0 ? other : one).Client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal("a", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                if (Browser.SetCookies(response) is [var line])
                {
                    (cookie, issued) = (line.Split(';')[0], issued + 1);
                    expires = _clock.GetUtcNow() + TimeSpan.FromSeconds(int.Parse(MaxAge().Match(line).Value, CultureInfo.InvariantCulture));
                }

                _clock.Advance(Age * 0.9 * Math.Pow(random.NextDouble(), 3));
                Assert.True(_clock.GetUtcNow() <= expires, $"User {user} was signed out after visit {visit}.");
            }

            // What a server has forgotten it sends once more.
            var most = 2 * (2 + ((_clock.GetUtcNow() - start) / Renewal));
            Assert.True(issued <= most, $"{issued} cookies were sent, and {most} would do.");
        }
    }

    [Fact]
    public async Task It_is_sent_again_when_a_tenth_of_its_age_has_passed()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        Assert.False(await IsRenewedAsync(browser));
        _clock.Advance(Renewal - TimeSpan.FromSeconds(1));
        Assert.False(await IsRenewedAsync(browser));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await IsRenewedAsync(browser));
        Assert.False(await IsRenewedAsync(browser));
    }

    [Fact]
    public async Task It_is_the_same_one_and_no_cache_keeps_the_response()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        var first = Assert.Single(Browser.SetCookies(await browser.GetAsync("/add/a")));
        _clock.Advance(Age / 2);
        using var response = await browser.GetAsync("/cached");

        Assert.Equal(first, Assert.Single(Browser.SetCookies(response)));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_server_that_did_not_send_it_renews_it_at_once()
    {
        var store = new ScriptedStore(new MemoryStore(_clock));
        await using var one = await StartAsync(store);
        await using var other = await StartAsync(store);
        var (browser, elsewhere) = (one.NewBrowser(), other.NewBrowser());
        await browser.GetTextAsync("/add/a");
        elsewhere.Token = browser.Token;

        Assert.False(await IsRenewedAsync(elsewhere));
        Assert.True(await IsRenewedAsync(elsewhere, "/list"));
        Assert.False(await IsRenewedAsync(elsewhere));
    }

    [Theory]
    [InlineData("/public")]
    [InlineData("/read-only")]
    [InlineData("/peek")]
    [InlineData("/none")]
    public async Task Pages_that_everybody_gets_or_that_only_read_do_not_renew_it(string path)
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        _clock.Advance(Age / 2);

        Assert.False(await IsRenewedAsync(browser, path));
        Assert.True(await IsRenewedAsync(browser));
    }

    [Fact]
    public async Task A_new_id_is_sent_in_its_place_and_counts_as_sent()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        _clock.Advance(Age / 2);
        var old = browser.Token;
        Assert.True(await IsRenewedAsync(browser, "/renew"));

        Assert.NotEqual(old, browser.Token);
        Assert.False(await IsRenewedAsync(browser));
    }

    [Fact]
    public async Task The_end_of_the_session_is_its_end()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        _clock.Advance(Age / 2);
        await browser.GetTextAsync("/end");

        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task A_response_that_failed_does_not_count_as_sent_unless_it_carried_the_cookie()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        _clock.Advance(Age / 2);
        site.Store.IsFull = true;
        using var failed = await browser.GetAsync("/add/b");
        site.Store.IsFull = false;

        Assert.Equal(503, (int)failed.StatusCode);
        Assert.NotEqual(Browser.SetCookies(failed).Length == 1, await IsRenewedAsync(browser, "/list"));
    }

    [Fact]
    public async Task A_cookie_that_ends_with_the_browser_is_sent_once()
    {
        await using var site = await StartAsync(age: null);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        _clock.Advance(Age);

        Assert.False(await IsRenewedAsync(browser));
    }

    private static async Task<bool> IsRenewedAsync(Browser browser, string path = "/nothing")
    {
        using var response = await browser.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode);
        return Browser.SetCookies(response).Length == 1;
    }

    private Task<Site> StartAsync(ScriptedStore? store = null) => StartAsync(Age, store);

    private Task<Site> StartAsync(TimeSpan? age, ScriptedStore? store = null) => Site.StartAsync(
        app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/public", () => "public").WithPublicResponse();
            app.MapGet("/read-only", () => "read").WithSessionAccess(SessionAccess.ReadOnly);
            app.MapGet("/peek", () => "read").WithSessionAccess(SessionAccess.Peek);
            app.MapGet("/none", () => "none").WithSessionAccess(SessionAccess.None);
            app.MapGet("/cached", (HttpResponse response) =>
            {
                response.Headers.CacheControl = "public, max-age=60";
                return response.WriteAsync("a page");
            });
        },
        clock: _clock,
        store: store,
        setup: builder => builder
            .Configure(options => (options.IdleTimeout, options.AbsoluteTimeout) = (2 * Age, TimeSpan.MaxValue))
            .ConfigureCookie(cookie => cookie.MaxAge = age));

    [GeneratedRegex("(?<=max-age=)[0-9]+")]
    private static partial Regex MaxAge();
}
