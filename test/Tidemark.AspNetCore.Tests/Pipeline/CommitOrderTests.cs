using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tidemark.Stores;

namespace Tidemark.AspNetCore.Tests;

/// <summary>When the commit happens, as seen from the store.</summary>
public sealed class CommitOrderTests
{
    [Theory]
    [MemberData(nameof(Bodies.All), MemberType = typeof(Bodies))]
    public async Task The_commit_is_acknowledged_before_the_first_byte_leaves(string kind, Server server)
    {
        HttpContext? current = null;
        await using var site = await Site.StartAsync(
            app => app.MapGet("/page", async (HttpContext context) =>
            {
                current = context;
                await Shelf.AddAsync(context, "a");
                await Bodies.WriteAsync(kind, context);
            }),
            server);
        var startedBefore = new List<bool>();
        site.Store.BeforeCommit = async () =>
        {
            await Task.Yield();
            startedBefore.Add(current!.Response.HasStarted);
        };

        using var response = await site.NewBrowser().GetAsync("/page");

        Assert.Equal([false], startedBefore);
        Assert.Single(Browser.SetCookies(response));
    }

    [Fact]
    public async Task A_page_that_only_commits_takes_one_call_of_the_store_and_keeps_the_lease()
    {
        await using var site = await Site.StartAsync(app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/redirect", async (HttpContext context) =>
            {
                await Shelf.AddAsync(context, "b");
                return Results.Redirect("/");
            });
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var before = site.Store.Calls;

        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/redirect")).StatusCode);

        Assert.Equal(1, site.Store.Calls - before);
        Assert.Equal(AfterCommit.Keep, site.Store.Commits.Last().Then);
        Assert.Equal("a,b", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_page_that_only_reads_sends_nothing()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var commits = site.Store.Commits.Count;

        await browser.GetTextAsync("/list");
        await browser.GetTextAsync("/read");

        Assert.DoesNotContain(site.Store.Commits.Skip(commits), commit => commit.Differences.Count > 0);
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task What_changes_after_the_response_has_started_is_committed_at_the_end(Server server)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                app.MapGet("/late", async (HttpContext context) =>
                {
                    await Shelf.AddAsync(context, "early");
                    await context.Response.WriteAsync("page");
                    await Shelf.AddAsync(context, "late");
                });
            },
            server);
        var browser = site.NewBrowser();

        await browser.GetTextAsync("/late");

        Assert.Equal("early,late", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task A_late_change_that_cannot_be_committed_cuts_the_connection_in_the_strict_regime(Server server)
    {
        await using var site = await Site.StartAsync(MapLate, server);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        await Assert.ThrowsAnyAsync<Exception>(() => browser.GetTextAsync("/late"));

        Assert.True(site.Log.Has(105));
        site.Store.RefusesCommits = false;
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task A_late_change_that_cannot_be_committed_is_only_reported_in_the_lenient_regime(Server server)
    {
        await using var site = await Site.StartAsync(MapLate, server, builder => builder.Lenient());
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        Assert.Equal("page", await browser.GetTextAsync("/late"));

        Assert.True(site.Log.Has(105));
    }

    [Theory]
    [InlineData("set")]
    [InlineData("get or create")]
    [InlineData("HttpContext.Session")]
    public async Task A_session_that_would_begin_too_late_for_its_cookie_is_refused_where_it_is_set(string how)
    {
        await using var site = await Site.StartAsync(app => app.MapGet("/late", async (HttpContext context) =>
        {
            var session = context.GetSession();
            Assert.Null(await session.GetAsync(Shelf.Name));
            await context.Response.WriteAsync("page");
            Assert.Null(await session.GetAsync(Shelf.Name));
            await session.RemoveAsync(Shelf.Name.Name);
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            {
                if (how == "set")
                    await session.SetAsync(Shelf.Name, "late");
                else if (how == "get or create")
                    await session.GetOrCreateAsync(Shelf.Name, () => "late");
                else
                    context.Session.SetString("name", "late");
            });
            Assert.Contains("Set something before the first write", refused.Message, StringComparison.Ordinal);
            Assert.Empty(session.Names);
        }));

        Assert.Equal("page", await site.NewBrowser().GetTextAsync("/late"));
        Assert.Empty(site.Store.Commits);
        Assert.False(site.Log.Has(106));
    }

    [Fact]
    public async Task A_new_id_that_comes_too_late_for_its_cookie_is_reported()
    {
        await using var site = await Site.StartAsync(app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/late", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("page");
                await context.GetSession().RegenerateIdAsync();
            });
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        await Assert.ThrowsAnyAsync<Exception>(() => browser.GetTextAsync("/late"));

        Assert.True(site.Log.Has(107));
    }

    [Fact]
    public async Task An_explicit_commit_is_enough_and_its_cookie_follows()
    {
        await using var site = await Site.StartAsync(app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/commit", async (HttpContext context) =>
            {
                await Shelf.AddAsync(context, "a");
                await context.GetSession().CommitAsync();
                return "page";
            });
        });
        var browser = site.NewBrowser();

        Assert.Single(Browser.SetCookies(await browser.GetAsync("/commit")));
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    private static void MapLate(WebApplication app)
    {
        Shelf.MapOn(app);
        app.MapGet("/late", async (HttpContext context, IPrimaryStore store) =>
        {
            await context.GetSession().GetAsync(Shelf.Key);
            await context.Response.WriteAsync("page");
            await context.Response.Body.FlushAsync();
            await Shelf.AddAsync(context, "late");
            ((ScriptedStore)store).RefusesCommits = true;
        });
    }
}
