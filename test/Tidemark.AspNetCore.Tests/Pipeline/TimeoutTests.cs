using Microsoft.AspNetCore.Builder;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

public sealed class TimeoutTests
{
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Requirement_06_a_session_that_nobody_uses_ends_after_the_idle_timeout()
    {
        var clock = new ManualTimeProvider();
        await using var site = await Site.StartAsync(Shelf.MapOn, clock: clock);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        for (var i = 0; i < 5; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(19));
            Assert.Equal("a", await browser.GetTextAsync("/list"));
        }

        clock.Advance(TimeSpan.FromMinutes(20) + TimeSpan.FromSeconds(1));
        Assert.Equal("", await browser.GetTextAsync("/list"));
        Assert.Equal("b", await browser.GetTextAsync("/add/b"));
    }

    [Fact]
    public async Task Requirement_06_no_activity_prolongs_a_session_beyond_the_absolute_timeout()
    {
        var clock = new ManualTimeProvider();
        await using var site = await Site.StartAsync(
            Shelf.MapOn, clock: clock, setup: builder => builder.Configure(options => options.AbsoluteTimeout = TimeSpan.FromHours(1)));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        for (var i = 0; i < 59; i++)
        {
            clock.Advance(AMinute);
            Assert.Equal("a", await browser.GetTextAsync("/list"));
        }

        clock.Advance(AMinute + TimeSpan.FromSeconds(1));
        Assert.Equal("", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task Requirement_06_a_new_id_does_not_prolong_it_either()
    {
        var clock = new ManualTimeProvider();
        await using var site = await Site.StartAsync(
            Shelf.MapOn, clock: clock, setup: builder => builder.Configure(options => options.AbsoluteTimeout = TimeSpan.FromHours(1)));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        for (var i = 0; i < 4; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(14));
            await browser.GetTextAsync("/renew");
            Assert.Equal("a", await browser.GetTextAsync("/list"));
        }

        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_session_can_have_timeouts_of_its_own()
    {
        var clock = new ManualTimeProvider();
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                app.MapGet("/remember-me", (Session session) =>
                {
                    session.IdleTimeout = TimeSpan.FromDays(7);
                    session.AbsoluteTimeout = TimeSpan.FromDays(30);
                    return "ok";
                });
            },
            clock: clock);
        var (short_, long_) = (site.NewBrowser(), site.NewBrowser());
        await short_.GetTextAsync("/add/a");
        await long_.GetTextAsync("/add/a");
        await long_.GetTextAsync("/remember-me");

        clock.Advance(TimeSpan.FromDays(6));

        Assert.Equal("", await short_.GetTextAsync("/list"));
        Assert.Equal("a", await long_.GetTextAsync("/list"));
        clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal("", await long_.GetTextAsync("/list"));
    }

    [Fact]
    public async Task Requirement_07_an_expired_cookie_replayed_gets_a_fresh_session_with_a_new_id()
    {
        var clock = new ManualTimeProvider();
        await using var site = await Site.StartAsync(Shelf.MapOn, clock: clock);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var old = browser.Token;
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("b", await browser.GetTextAsync("/add/b"));

        Assert.NotEqual(old, browser.Token);
    }
}
