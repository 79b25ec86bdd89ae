using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace Tidemark.AspNetCore.Tests;

public sealed class HostileCookieTests
{
    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task Requirement_04_an_id_that_was_not_issued_here_never_becomes_a_session(Server server)
    {
        await using var site = await Site.StartAsync(Shelf.MapOn, server);
        var forged = SessionId.New().Reveal();
        var browser = site.NewBrowser();
        browser.Token = forged;

        Assert.Equal("a", await browser.GetTextAsync("/add/a"));
        Assert.NotEqual(forged, browser.Token);

        var again = site.NewBrowser();
        again.Token = forged;
        Assert.Equal("", await again.GetTextAsync("/list"));
        Assert.Equal(forged, again.Token);
        Assert.True(site.Log.Has(4));
    }

    [Fact]
    public async Task Requirement_04_a_forged_id_that_only_reads_makes_no_state()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var browser = site.NewBrowser();
        browser.Token = SessionId.New().Reveal();

        Assert.Empty(Browser.SetCookies(await browser.GetAsync("/list")));
        Assert.Empty(site.Store.Commits);
    }

    public static TheoryData<string> Hostile =>
    [
        "sid=x", "sid=", "sid", "sid=" + new string('A', 8192), "sid=" + new string('A', 42), "sid=" + new string('A', 44), "sid=../../../etc/passwd",
        "sid=' OR 1=1 --", "sid=%00", "sid=a; sid=b; sid=c; sid=d", "sid=\"" + new string('A', 43) + "\"", ";;;;=;=;sid=;", "__Host-sid=x",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Requirement_05_a_malformed_cookie_gives_a_fresh_session_and_no_call_of_the_store(string cookie)
    {
        foreach (var server in Enum.GetValues<Server>())
        {
            await using var site = await Site.StartAsync(Shelf.MapOn, server);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/list");
            request.Headers.TryAddWithoutValidation("Cookie", cookie);

            using var response = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Empty(Browser.SetCookies(response));
            Assert.Equal(0, site.Store.Calls);
        }
    }

    [Fact]
    public async Task Requirement_05_thousands_of_hostile_cookies_through_the_pipeline_touch_neither_store_nor_nerves()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn, Server.Kestrel);
        var printable = Gen.Choose(0x20, 0x7e).Select(code => ((char)code).ToString());
        var piece = Gen.OneOf(printable, Gen.Elements("sid=", "sid", "; ", "__Host-sid=", "=", new string('A', 60)));
        var cookies = Gen.Choose(1, 40).SelectMany(count => piece.ListOf(count)).Select(pieces => string.Concat(pieces)).Sample(3_000);

        foreach (var cookie in cookies)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/list");
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
            using var response = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode == HttpStatusCode.OK, cookie);
        }

        Assert.Equal(0, site.Store.Calls);
    }
}
