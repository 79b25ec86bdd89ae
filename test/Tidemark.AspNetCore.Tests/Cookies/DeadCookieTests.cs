using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Cookies of sessions that are gone: they cost little, and go when the user goes to a page.</summary>
public sealed class DeadCookieTests
{
    private const string Deletion = "sid=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/; samesite=lax; httponly";

    public static TheoryData<string, string?, string?, string?, bool> Requests => new()
    {
        { "GET", "navigate", "document", null, true },
        { "GET", "navigate", "document", "prefetch", false },
        { "GET", "navigate", "iframe", null, false },
        { "GET", "cors", "empty", null, false },
        { "GET", "no-cors", "image", null, false },
        { "GET", null, null, null, false },
        { "POST", "navigate", "document", null, false },
        { "HEAD", "navigate", "document", null, false },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Only_where_the_user_goes_to_a_page_is_a_dead_cookie_deleted(
        string method, string? mode, string? destination, string? purpose, bool isDeleted)
    {
        await using var site = await StartAsync();
        var browser = Dead(site);
        using var request = Visits.Request(new HttpMethod(method), "/any", "same-origin", mode, destination);
        if (purpose is not null)
            request.Headers.Add("Sec-Purpose", purpose);
        using var response = await browser.SendAsync(request);

        Assert.Equal(isDeleted ? [Deletion] : [], Browser.SetCookies(response));
        Assert.Equal(isDeleted, response.Headers.CacheControl?.NoStore == true);
        Assert.False(response.Headers.Contains("Clear-Site-Data"));
    }

    [Theory]
    [InlineData("/read")]
    [InlineData("/read-only")]
    [InlineData("/peek")]
    [InlineData("/removed")]
    public async Task A_page_that_begins_no_session_deletes_it_however_it_looks_at_the_session(string path)
    {
        await using var site = await StartAsync();
        using var response = await Dead(site).VisitAsync(path);

        Assert.Equal([Deletion], Browser.SetCookies(response));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/written")]
    public async Task A_page_that_does_not_look_deletes_it_if_the_store_has_just_said_that_it_is_dead(string path)
    {
        await using var site = await StartAsync();
        var browser = Dead(site);
        Assert.Empty(Browser.SetCookies(await browser.VisitAsync(path)));
        Assert.Equal(0, site.Store.Calls);
        await browser.GetTextAsync("/read");
        using var response = await browser.VisitAsync(path);

        Assert.Equal([Deletion], Browser.SetCookies(response));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal(1, site.Store.Calls);
    }

    [Fact]
    public async Task A_page_that_begins_a_session_replaces_it()
    {
        await using var site = await StartAsync();
        var browser = Dead(site);
        using var response = await browser.VisitAsync("/add/a");

        Assert.StartsWith("sid=" + browser.Token, Assert.Single(Browser.SetCookies(response)));
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_page_for_everybody_stays_one()
    {
        await using var site = await StartAsync();
        using var response = await Dead(site).VisitAsync("/public");

        Assert.Empty(Browser.SetCookies(response));
        Assert.Equal(CacheControlHeaderValue.Parse("public, max-age=60"), response.Headers.CacheControl);
    }

    [Fact]
    public async Task Visits_of_those_who_have_a_session_or_no_cookie_delete_nothing()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        Assert.Empty(Browser.SetCookies(await browser.VisitAsync("/nothing")));
        await browser.GetTextAsync("/add/a");
        Assert.Empty(Browser.SetCookies(await browser.VisitAsync("/nothing")));

        // The live one may come second.
        using var request = Visits.Visit("/list");
        request.Headers.TryAddWithoutValidation("Cookie", $"sid={SessionId.New().Reveal()}; sid={browser.Token}");
        using var response = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Empty(Browser.SetCookies(response));
    }

    [Fact]
    public async Task However_many_requests_bring_it_it_costs_one_call_a_moment()
    {
        var clock = new ManualTimeProvider();
        await using var site = await StartAsync(clock);
        var browser = Dead(site);
        for (var moment = 1; moment <= 3; moment++)
        {
            for (var i = 0; i < 20; i++)
            {
                foreach (var path in new[] { "/list", "/read-only", "/peek", "/nothing" })
                    await browser.GetAsync(path);
            }

            Assert.Equal(moment, site.Store.Calls);
            clock.Advance(2 * TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task Its_log_line_names_the_application_and_another_one_as_a_cause_and_comes_once()
    {
        await using var site = await StartAsync();
        var browser = Dead(site);
        for (var i = 0; i < 5; i++)
            await browser.GetAsync("/list");

        var line = Assert.Single(site.Log.Lines, line => line.Id == 4);
        Assert.Contains("'Tidemark.AspNetCore.Tests'", line.Text);
        Assert.Contains("another one on the same host whose cookie has the same name", line.Text);
    }

    [Fact]
    public async Task Whoever_ends_a_session_is_answered_as_before()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        using var response = await browser.VisitAsync("/end");

        Assert.Equal([Deletion], Browser.SetCookies(response));
        Assert.Equal("\"cache\"", string.Join(',', response.Headers.GetValues("Clear-Site-Data")));
    }

    private static Browser Dead(Site site)
    {
        var browser = site.NewBrowser();
        browser.Token = SessionId.New().Reveal();
        return browser;
    }

    private static Task<Site> StartAsync(TimeProvider? clock = null) => Site.StartAsync(
        app =>
        {
            Shelf.MapOn(app);
            app.Map("/any", (Session session) => $"{session.IsNew}");
            app.MapGet("/read-only", (Session session) => $"{session.IsNew}").WithSessionAccess(SessionAccess.ReadOnly);
            app.MapGet("/peek", (Session session) => $"{session.IsNew}").WithSessionAccess(SessionAccess.Peek);
            app.MapGet("/written", (HttpResponse response) =>
            {
                response.Headers.CacheControl = "public, max-age=60";
                return response.WriteAsync("a page for everybody, by mistake");
            });
            app.MapGet("/public", (HttpResponse response) => { response.Headers.CacheControl = "public, max-age=60"; }).WithPublicResponse();
            app.MapGet("/removed", (Session session) => session.RemoveAsync("nothing").AsTask());
        },
        clock: clock,
        setup: builder => builder.ConfigureHttp(options => options.ClearSiteData = "\"cache\""));
}
