using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tidemark.Stores;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Requests of one browser at the same time: they share the session unless an endpoint says otherwise.</summary>
public sealed class SharedRequestTests
{
    // A hang, not a slow machine: far more than it can take.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Requests_for_different_attributes_overlap_by_default()
    {
        var (inside, both) = (0, NewGate());
        await using var site = await Site.StartAsync(app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/meet/{name}", async (string name, HttpContext context) =>
            {
                var session = context.GetSession();
                Assert.Equal(SessionAccess.Shared, session.Access);
                (await session.GetOrCreateAsync(new SessionKey<List<string>>(name), () => [])).Add(name);
                if (Interlocked.Increment(ref inside) == 2)
                    both.SetResult();
                await both.Task.WaitAsync(Long);
                return "met";
            });
            app.MapGet("/names", (HttpContext context) => string.Join(',', context.GetSession().Names));
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await Task.WhenAll(browser.GetTextAsync("/meet/x"), browser.GetTextAsync("/meet/y"));

        Assert.Equal("shelf,x,y", await browser.GetTextAsync("/names"));
    }

    [Theory]
    [InlineData(Server.Test, true)]
    [InlineData(Server.Test, false)]
    [InlineData(Server.Kestrel, true)]
    [InlineData(Server.Kestrel, false)]
    public async Task A_response_that_has_begun_lets_others_have_the_session(Server server, bool toAnotherNode)
    {
        var (begun, end) = (NewGate(), NewGate());
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                MapStream(app, begun, end, static _ => { });
                app.MapGet("/alone", (Delegate)((HttpContext context) => Shelf.AddAsync(context, "alone")))
                    .WithSessionAccess(SessionAccess.Exclusive);
            },
            server);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var streaming = browser.GetTextAsync("/stream");
        await begun.Task.WaitAsync(Long);
        if (toAnotherNode)
            await site.TakeAwayAsync().WaitAsync(Long);
        else
            Assert.Equal("a,stream,alone", await browser.GetTextAsync("/alone").WaitAsync(Long));
        end.SetResult();

        Assert.Equal("first,last", await streaming);
        Assert.Equal(toAnotherNode ? "a,stream" : "a,stream,alone", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_after_the_first_byte_is_stored_or_cuts_the_connection(bool isChangedElsewhere)
    {
        var (begun, end) = (NewGate(), NewGate());
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                MapStream(app, begun, end, static shelf => shelf.Books.Add("late"));
                app.MapGet("/alone/{book}", async (string book, HttpContext context) => book == "none"
                        ? await Shelf.ListAsync(context)
                        : await Shelf.AddAsync(context, book))
                    .WithSessionAccess(SessionAccess.Exclusive);
            },
            Server.Kestrel);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var streaming = browser.GetTextAsync("/stream");
        await begun.Task.WaitAsync(Long);
        await browser.GetTextAsync(isChangedElsewhere ? "/alone/other" : "/alone/none").WaitAsync(Long);
        end.SetResult();

        if (isChangedElsewhere)
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => streaming);
        else
            Assert.Equal("first,last", await streaming);
        Assert.Equal(isChangedElsewhere ? "a,stream,other" : "a,stream,late", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_stream_whose_commit_was_not_answered_keeps_nobody_waiting_in_the_lenient_regime()
    {
        var (begun, end) = (NewGate(), NewGate());
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                MapStream(app, begun, end, static _ => { });
            },
            Server.Kestrel,
            builder => builder.Lenient().Configure(options => options.StoreTimeout = TimeSpan.FromMilliseconds(200)));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        site.Store.BeforeCommit = () => throw new StoreUnavailableException("No answer, as the test says.");
        var streaming = browser.GetTextAsync("/stream");
        await begun.Task.WaitAsync(Long);
        site.Store.BeforeCommit = null;

        Assert.Equal("a,b", await browser.GetTextAsync("/add/b").WaitAsync(Long));
        end.SetResult();
        Assert.Equal("first,last", await streaming);
        Assert.Equal("a,b", await browser.GetTextAsync("/list"));
        Assert.Single(site.Log.Lines, line => line.Id == 104);
    }

    [Fact]
    public async Task A_deadlock_is_answered_as_a_problem_that_passes()
    {
        var (inside, both) = (0, NewGate());
        await using var site = await Site.StartAsync(app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/knot/{first}/{second}", async (string first, string second, HttpContext context) =>
            {
                var session = context.GetSession();
                (await session.GetOrCreateAsync(new SessionKey<List<string>>(first), () => [])).Add("1");
                if (Interlocked.Increment(ref inside) == 2)
                    both.SetResult();
                await both.Task.WaitAsync(Long);
                (await session.GetOrCreateAsync(new SessionKey<List<string>>(second), () => [])).Add("2");
                return "done";
            });
            app.MapGet("/count", (HttpContext context) =>
                string.Join(',', new[] { "x", "y" }.Select(name => context.GetSession().Read(new SessionKey<List<string>>(name))?.Count)));
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var responses = await Task.WhenAll(browser.GetAsync("/knot/x/y"), browser.GetAsync("/knot/y/x"));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], responses.Select(response => response.StatusCode).Order());
        var refused = responses.Single(response => !response.IsSuccessStatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);

        // The one that was refused has left nothing.
        Assert.Equal("1,1", await browser.GetTextAsync("/count"));
    }

    private static void MapStream(WebApplication app, TaskCompletionSource begun, TaskCompletionSource end, Action<Shelf> late) =>
        app.MapGet("/stream", async (HttpContext context) =>
        {
            var shelf = (await context.GetSession().GetAsync(Shelf.Key))!;
            shelf.Books.Add("stream");
            await context.Response.WriteAsync("first,");
            await context.Response.Body.FlushAsync();
            begun.SetResult();
            await end.Task.WaitAsync(Long);
            late(shelf);
            await context.Response.WriteAsync("last");
        });

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
