using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

/// <summary>A session whose client does not come back goes soon, if the options say so.</summary>
public sealed class FirstIdleTests
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(20);

    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData("/add/a")]
    [InlineData("/set")]
    [InlineData("/sign-in")]
    public async Task A_session_that_nobody_comes_back_with_ends_after_its_first_idle_time(string path)
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync(path);
        _time.Advance(First);
        Assert.Equal("new", await browser.GetTextAsync("/who"));
    }

    [Fact]
    public async Task With_the_next_request_it_lives_as_long_as_others_and_that_is_stored_once()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        _time.Advance(First * 0.9);
        await browser.GetTextAsync("/nothing");
        await browser.GetTextAsync("/nothing");
        _time.Advance(Usual * 0.9);
        Assert.Equal("a", await browser.GetTextAsync("/list"));
        Assert.Equal(2, site.Store.Commits.Count);
    }

    [Fact]
    public async Task To_look_is_not_to_come_back()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        Assert.Equal("known", await browser.GetTextAsync("/who"));
        _time.Advance(First);
        Assert.Equal("new", await browser.GetTextAsync("/who"));
    }

    [Fact]
    public async Task An_idle_time_that_the_application_has_set_stays()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/remember");
        await browser.GetTextAsync("/nothing");
        _time.Advance(TimeSpan.FromDays(13));
        Assert.Equal("known", await browser.GetTextAsync("/who"));
    }

    [Fact]
    public async Task A_request_that_fails_has_not_come_back()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await Assert.ThrowsAsync<InvalidOperationException>(() => browser.GetAsync("/throw"));
        _time.Advance(First);
        Assert.Equal("new", await browser.GetTextAsync("/who"));
    }

    [Fact]
    public async Task A_first_idle_time_of_nothing_is_refused_at_start_up()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(TimeSpan.Zero));
        Assert.Contains("FirstIdleTimeout is 00:00:00: it must be more than zero, or null.", refused.Message, StringComparison.Ordinal);
    }

    private Task<Site> StartAsync(TimeSpan? first = null) => Site.StartAsync(
        app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/who", (Session session) => session.IsNew ? "new" : "known").WithSessionAccess(SessionAccess.ReadOnly);
            app.MapGet("/set", (HttpContext context) => context.Session.SetString("a", "b"));
            app.MapGet("/sign-in", async (Session session) =>
            {
                await session.SetAsync(Shelf.Name, "Ada");
                await session.RegenerateIdAsync();
            });
            app.MapGet("/remember", async (Session session) =>
            {
                await session.SetAsync(Shelf.Name, "Ada");
                session.IdleTimeout = session.AbsoluteTimeout = TimeSpan.FromDays(14);
            });
            app.MapGet("/throw", string () => throw new InvalidOperationException("As it should."));
        },
        setup: tidemark =>
        {
            tidemark.Configure(options => options.IdleTimeout = Usual);
            tidemark.ConfigureHttp(http => http.FirstIdleTimeout = first ?? First);
        },
        clock: _time);
}
