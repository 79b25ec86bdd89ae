using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Pages that poll, and look at the session without using it.</summary>
public sealed class PollingTests
{
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData("/by-convention")]
    [InlineData("/by-attribute")]
    [InlineData("/group/plain")]
    public async Task They_see_the_session_end_at_its_time_and_how_long_that_is(string path)
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        for (var minute = 1; minute < 20; minute++)
        {
            _clock.Advance(AMinute);
            Assert.Equal($"{20 - minute} minutes", await browser.GetTextAsync(path));
        }

        _clock.Advance(AMinute);
        Assert.Equal("nobody", await browser.GetTextAsync(path));
        Assert.Equal("", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task What_is_left_is_the_absolute_time_if_that_ends_first()
    {
        await using var site = await StartAsync(options => options.AbsoluteTimeout = TimeSpan.FromMinutes(30));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        _clock.Advance(15 * AMinute);
        await browser.GetTextAsync("/list");

        Assert.Equal("15 minutes", await browser.GetTextAsync("/by-convention"));
    }

    [Fact]
    public async Task They_change_nothing_and_say_so_with_the_remedy()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        foreach (var path in new[] { "/set", "/set-bytes", "/add/a", "/set", "/set-bytes" })
        {
            var text = await browser.GetTextAsync(path);
            Assert.True(path == "/add/a" || (text.Contains("Peek", StringComparison.Ordinal) && text.Contains("Shared", StringComparison.Ordinal)), text);
        }

        Assert.Single(site.Store.Commits);
    }

    private Task<Site> StartAsync(Action<TidemarkOptions>? configure = null) => Site.StartAsync(
        app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/by-convention", Left).WithSessionAccess(SessionAccess.Peek);
            app.MapGet("/by-attribute", [SessionAccess(SessionAccess.Peek)] (Session session) => Left(session));
            app.MapGroup("/group").WithSessionAccess(SessionAccess.Peek).MapGet("/plain", Left);
            app.MapGet("/set", async (Session session) =>
                (await Assert.ThrowsAsync<InvalidOperationException>(() => session.SetAsync(Shelf.Name, "x").AsTask())).Message)
                .WithSessionAccess(SessionAccess.Peek);
            app.MapGet("/set-bytes", (HttpContext context) =>
                Assert.Throws<InvalidOperationException>(() => context.Session.SetString("a", "b")).Message)
                .WithSessionAccess(SessionAccess.Peek);
        },
        clock: _clock,
        setup: builder => builder.Configure(configure ?? (_ => { })));

    private static string Left(Session session) =>
        session.IsNew ? "nobody" : session.TimeLeft.TotalMinutes.ToString(CultureInfo.InvariantCulture) + " minutes";
}
