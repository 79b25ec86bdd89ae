using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Old cookies, sent again, on the node that issued them and on another one.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task Requirement_03_after_a_new_id_the_old_one_is_dead_and_the_state_has_moved_once(Server server)
    {
        var (here, there) = await TwoNodesAsync(server);
        await using var _ = here;
        await using var __ = there;
        var browser = here.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var old = browser.Token!;

        await browser.GetTextAsync("/renew");

        Assert.NotEqual(old, browser.Token);
        Assert.Equal("a", await browser.GetTextAsync("/list"));
        Assert.Equal("a", await With(there, browser.Token!).GetTextAsync("/list"));
        await AssertNothingAsync(here, old);
        await AssertNothingAsync(there, old);
    }

    [Fact]
    public async Task Requirement_03_a_new_id_among_parallel_requests_leaves_exactly_one_live_id()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var old = browser.Token!;

        var renewals = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            var copy = With(site, old);
            using var response = await copy.GetAsync("/renew");
            Assert.True(response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{response.StatusCode}");
            return copy.Token!;
        }));

        // The first one moves the state. Those that shared the old session with it are asked to try again; the others find a dead id, and a
        // session of which nothing is stored gets no cookie.
        var moved = Assert.Single(renewals.Where(token => token != old).Distinct());
        Assert.Equal("a", await With(site, moved).GetTextAsync("/list"));
        await AssertNothingAsync(site, old);
    }

    [Fact]
    public async Task Requirement_03_a_new_id_before_anything_is_stored_costs_nothing()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);

        Assert.Empty(Browser.SetCookies(await site.NewBrowser().GetAsync("/renew")));
        Assert.Equal(0, site.Store.Calls);
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task Requirement_07_after_abandon_the_cookie_gets_nothing_on_any_node(Server server)
    {
        var (here, there) = await TwoNodesAsync(server);
        await using var _ = here;
        await using var __ = there;
        var browser = here.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var old = browser.Token!;
        Assert.Equal("a", await With(there, old).GetTextAsync("/list"));

        await browser.GetTextAsync("/end");

        Assert.Null(browser.Token);
        await AssertNothingAsync(here, old);
        await AssertNothingAsync(there, old);
    }

    [Fact]
    public async Task Requirement_07_a_request_in_flight_cannot_revive_an_abandoned_session()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var old = browser.Token!;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => With(site, old).GetAsync(i == 7 ? "/end" : $"/add/{i}")));

        await AssertNothingAsync(site, old);
    }

    [Fact]
    public async Task Requirement_07_a_cookie_of_a_dead_session_is_neither_answered_nor_deleted_until_there_is_a_new_one()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var old = browser.Token!;
        await browser.GetTextAsync("/end");

        var late = With(site, old);
        Assert.Empty(Browser.SetCookies(await late.GetAsync("/list")));
        Assert.Single(Browser.SetCookies(await late.GetAsync("/add/b")));
        Assert.NotEqual(old, late.Token);
        Assert.Equal("b", await late.GetTextAsync("/list"));
    }

    [Fact]
    public async Task Requirement_03_sign_in_as_the_guide_shows_it_defeats_a_planted_cookie()
    {
        await using var site = await Site.StartAsync(app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/sign-in/{name}", async (string name, Session session) =>
            {
                await session.RegenerateIdAsync();
                await session.SetAsync(Shelf.Name, name);
                return "welcome";
            });
            app.MapGet("/who", (Session session) => session.Read(Shelf.Name) ?? "nobody");
        });
        var attacker = site.NewBrowser();
        await attacker.GetTextAsync("/add/bait");
        var victim = With(site, attacker.Token!);

        await victim.GetTextAsync("/sign-in/victim");

        Assert.Equal("victim", await victim.GetTextAsync("/who"));
        Assert.Equal("nobody", await attacker.GetTextAsync("/who"));
    }

    private static async Task<(Site Here, Site There)> TwoNodesAsync(Server server)
    {
        var shared = new ScriptedStore(new MemoryStore(TimeProvider.System));
        return (await Site.StartAsync(Shelf.MapOn, server, store: shared), await Site.StartAsync(Shelf.MapOn, server, store: shared));
    }

    private static Browser With(Site site, string token)
    {
        var browser = site.NewBrowser();
        browser.Token = token;
        return browser;
    }

    private static async Task AssertNothingAsync(Site site, string token)
    {
        Assert.Equal("", await With(site, token).GetTextAsync("/list"));
        Assert.Equal("", await With(site, token).GetTextAsync("/read"));
    }
}
