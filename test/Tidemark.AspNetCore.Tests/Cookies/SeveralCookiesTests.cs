using System.Net;

namespace Tidemark.AspNetCore.Tests;

/// <summary>A browser may have several cookies of the name: of another path or domain, from before a deploy, or planted by a neighbouring host.</summary>
public sealed class SeveralCookiesTests
{
    private const string Live = "live";
    private const string Dead = "dead";
    private const string Junk = "junk";

    private static IEnumerable<string[]> Orders =>
        from length in Enumerable.Range(1, 4)
        from order in Words(length)
        where order.Count(word => word == Live) == 1
        select order;

    [Fact]
    public async Task Whatever_comes_before_it_a_live_session_is_found_and_kept()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var ended = await EndedAsync(site);
        foreach (var order in Orders)
        {
            var owner = site.NewBrowser();
            await owner.GetTextAsync("/add/a");
            var token = owner.Token!;
            var cookies = order.Select((word, place) => "sid=" + (word == Live ? token : word == Dead ? ended[place] : Junk)).ToArray();

            var (text, news) = await AskAsync(site, "/add/b", cookies);
            Assert.True(text == "a,b" && news.Length == 0, $"{string.Join(' ', order)}: {text} {string.Join(' ', news)}");
        }
    }

    [Fact]
    public async Task A_new_id_and_the_end_are_those_of_the_live_one()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var dead = (await EndedAsync(site))[0];
        var owner = site.NewBrowser();
        await owner.GetTextAsync("/add/a");
        var old = owner.Token!;
        var (_, news) = await AskAsync(site, "/renew", $"sid={dead}", $"sid={old}");
        owner.Token = Assert.Single(news)[4..(4 + SessionId.TextLength)];

        Assert.NotEqual(old, owner.Token);
        Assert.Equal("a", await owner.GetTextAsync("/list"));
        await AskAsync(site, "/end", $"sid={dead}", $"sid={owner.Token}");
        Assert.Equal("", await owner.GetTextAsync("/list"));
    }

    [Fact]
    public async Task The_first_of_several_live_ones_counts()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var (one, other) = (site.NewBrowser(), site.NewBrowser());
        await one.GetTextAsync("/add/a");
        await other.GetTextAsync("/add/b");

        Assert.Equal("a", (await AskAsync(site, "/list", $"sid={one.Token}", $"sid={other.Token}")).Text);
        Assert.Equal("b", (await AskAsync(site, "/list", $"sid={other.Token}", $"sid={one.Token}")).Text);
    }

    [Fact]
    public async Task A_sign_in_beside_a_dead_cookie_lasts()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var dead = (await EndedAsync(site))[0];
        var (_, news) = await AskAsync(site, "/add/a", $"sid={dead}");
        var token = Assert.Single(news).Split(';')[0];

        // The dead one is of a longer path, which the new one does not replace and which goes first.
        Assert.Equal("a", (await AskAsync(site, "/list", $"sid={dead}", token)).Text);
    }

    [Fact]
    public async Task A_flood_of_cookies_costs_the_store_only_a_few_calls()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var cookies = Enumerable.Range(0, 100).Select(_ => "sid=" + SessionId.New().Reveal()).ToArray();

        Assert.Equal("", (await AskAsync(site, "/list", cookies)).Text);
        Assert.Equal(CookieHeader.MostIds, site.Store.Calls);
    }

    private static IEnumerable<string[]> Words(int length) => length == 0
        ? [[]]
        : from word in new[] { Live, Dead, Junk } from rest in Words(length - 1) select (string[])[word, .. rest];

    private static async Task<string[]> EndedAsync(Site site)
    {
        var ended = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var browser = site.NewBrowser();
            await browser.GetTextAsync("/add/old");
            ended.Add(browser.Token!);
            await browser.GetTextAsync("/end");
        }

        return [.. ended];
    }

    private static async Task<(string Text, string[] News)> AskAsync(Site site, string path, params string[] cookies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies));
        using var response = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), Browser.SetCookies(response));
    }
}
