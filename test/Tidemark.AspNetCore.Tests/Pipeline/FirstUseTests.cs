using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

/// <summary>A session is looked for when it is first used, and not before.</summary>
public sealed class FirstUseTests
{
    private static readonly SessionKey<Shelf> Other = new("other");

    private readonly ManualTimeProvider _clock = new();

    // How often the store had been asked for a lease when a handler began.
    private int _asked;

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/held")]
    [InlineData("/no-such-page")]
    public async Task A_request_that_does_not_use_it_asks_the_store_for_nothing(string path)
    {
        await using var site = await StartAsync();
        var browser = await VisitorAsync(site);
        await site.TakeAwayAsync();
        var before = site.Store.Calls;
        await browser.GetAsync(path);

        Assert.Equal(before, site.Store.Calls);
    }

    [Fact]
    public async Task Of_a_page_of_twenty_requests_one_that_uses_it_costs_one_grant_and_on_another_node_one_hand_over()
    {
        var store = new ScriptedStore(new MemoryStore(_clock));
        await using var one = await StartAsync(store);
        await using var other = await StartAsync(store);
        var browser = await VisitorAsync(one);
        foreach (var site in new[] { other, one })
        {
            var elsewhere = site.NewBrowser();
            elsewhere.Token = browser.Token;
            var before = store.Grants;
            await Task.WhenAll(Enumerable.Range(0, 20).Select(number => elsewhere.GetTextAsync(number == 7 ? "/list" : "/nothing")));

            Assert.Equal(before + 1, store.Grants);
        }
    }

    [Fact]
    public async Task Without_its_store_only_a_request_that_uses_it_is_refused()
    {
        await using var site = await StartAsync(clock: TimeProvider.System);
        var browser = await VisitorAsync(site);
        await site.TakeAwayAsync();
        site.Store.IsDown = true;

        Assert.Equal("nothing", await browser.GetTextAsync("/nothing"));
        using var refused = await browser.GetAsync("/list");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(site.Log.Has(102));
        Assert.Equal("unavailable", await browser.GetTextAsync("/available"));
        site.Store.IsDown = false;
        Assert.Equal("available", await browser.GetTextAsync("/available"));
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task Whoever_was_refused_may_ask_again()
    {
        await using var site = await StartAsync(clock: TimeProvider.System);
        var browser = await VisitorAsync(site);
        await site.TakeAwayAsync();
        site.Store.IsDown = true;

        Assert.Equal("a", await browser.GetTextAsync("/again"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_does_not_use_it_is_use_all_the_same(bool isHeld)
    {
        await using var site = await StartAsync();
        var browser = await VisitorAsync(site);
        if (!isHeld)
            await site.TakeAwayAsync();
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(15));
            await browser.GetTextAsync("/nothing");
        }

        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unless_its_access_says_that_it_is_not(bool isHeld)
    {
        await using var site = await StartAsync();
        var browser = await VisitorAsync(site);
        if (!isHeld)
            await site.TakeAwayAsync();
        _clock.Advance(TimeSpan.FromMinutes(15));
        await browser.GetTextAsync("/peek");
        _clock.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal("", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_use_does_not_bring_back_a_session_whose_time_was_up()
    {
        await using var site = await StartAsync();
        var browser = await VisitorAsync(site);
        _clock.Advance(TimeSpan.FromMinutes(21));
        await browser.GetTextAsync("/nothing");

        Assert.Equal("", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData("/read")]
    [InlineData("/bytes")]
    public async Task An_endpoint_that_looks_without_waiting_blocks_once_and_has_it_before_its_handler_from_then_on(string path)
    {
        await using var site = await StartAsync();
        var browser = await VisitorAsync(site);
        site.Store.IsElsewhere = true;
        for (var time = 0; time < 3; time++)
        {
            await site.TakeAwayAsync();
            var before = site.Store.Acquires.Count;
            Assert.Equal("a", await browser.GetTextAsync(path));

            Assert.Equal(before + (time == 0 ? 0 : 1), _asked);
            Assert.Equal(before + 1, site.Store.Acquires.Count);
        }

        Assert.Single(site.Log.Lines, line => line.Id == 112);
    }

    [Theory]
    [InlineData("/parameter")]
    [InlineData("/exclusive")]
    public async Task A_handler_that_says_that_it_will_use_it_has_it_when_it_begins(string path)
    {
        await using var site = await StartAsync();
        var browser = await VisitorAsync(site);
        await site.TakeAwayAsync();
        var before = site.Store.Acquires.Count;
        await browser.GetTextAsync(path);

        Assert.Equal(before + 1, _asked);
        Assert.DoesNotContain(site.Log.Lines, line => line.Id == 112);
    }

    [Fact]
    public async Task Several_first_uses_at_once_are_one()
    {
        await using var site = await StartAsync();
        var browser = await VisitorAsync(site);
        await site.TakeAwayAsync();
        var before = site.Store.Acquires.Count;

        Assert.Equal("a a", await browser.GetTextAsync("/at-once"));
        Assert.Equal(before + 1, site.Store.Acquires.Count);
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_first_use_that_nobody_waits_for_holds_nobody_up()
    {
        await using var site = await StartAsync();
        var browser = await VisitorAsync(site);
        await site.TakeAwayAsync();
        site.Store.IsElsewhere = true;
        await browser.GetTextAsync("/forgotten");

        Assert.Equal("nothing", await browser.GetTextAsync("/exclusive"));
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    private static async Task<Browser> VisitorAsync(Site site)
    {
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        return browser;
    }

    private Task<Site> StartAsync(ScriptedStore? store = null, TimeProvider? clock = null) => Site.StartAsync(
        app =>
        {
            app.Use((context, next) =>
            {
                _asked = ((ScriptedStore)context.RequestServices.GetRequiredService<IPrimaryStore>()).Acquires.Count;
                return next();
            });
            app.MapGet("/add/{book}", async (string book, HttpContext context) =>
            {
                context.Session.SetString("bytes", book);
                await context.GetSession().SetAsync(Other, new Shelf { Books = { book } });
                return await Shelf.AddAsync(context, book);
            });
            app.MapGet("/list", (Delegate)Shelf.ListAsync);
            app.MapGet("/nothing", () => "nothing");
            app.MapGet("/held", (HttpContext context) => context.GetSession().Access.ToString());
            app.MapGet("/peek", () => "nothing").WithSessionAccess(SessionAccess.Peek);
            app.MapGet("/read", (HttpContext context) => string.Join(',', context.GetSession().Read(Shelf.Key)?.Books ?? []));
            app.MapGet("/bytes", (HttpContext context) => context.Session.GetString("bytes"));
            app.MapGet("/available", (HttpContext context) => context.Session.IsAvailable ? "available" : "unavailable");
            app.MapGet("/parameter", (Session session) => session.Access.ToString());
            app.MapGet("/exclusive", () => "nothing").WithSessionAccess(SessionAccess.Exclusive);
            app.MapGet("/forgotten", (HttpContext context) =>
            {
                _ = context.GetSession().GetAsync(Shelf.Key).AsTask();
                return "nothing";
            });
            app.MapGet("/at-once", async (HttpContext context) =>
            {
                var (one, other) = (context.GetSession().GetAsync(Shelf.Key).AsTask(), context.GetSession().GetAsync(Other).AsTask());
                return $"{(await one)!.Books[0]} {(await other)!.Books[0]}";
            });
            app.MapGet("/again", async (HttpContext context) =>
            {
                await Assert.ThrowsAsync<SessionUnavailableException>(() => context.GetSession().GetAsync(Shelf.Key).AsTask());
                ((ScriptedStore)context.RequestServices.GetRequiredService<IPrimaryStore>()).IsDown = false;
                return await Shelf.ListAsync(context);
            });
        },
        clock: clock ?? _clock,
        store: store,
        setup: builder => builder.Configure(options => options.StoreTimeout = TimeSpan.FromSeconds(1)));
}
