using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore.Tests;

public sealed class ThrowingHandlerTests
{
    [Theory]
    [InlineData(Server.Test, "/throw")]
    [InlineData(Server.Kestrel, "/throw")]
    [InlineData(Server.Kestrel, "/throw-new-id")]
    [InlineData(Server.Kestrel, "/throw-end")]
    [InlineData(Server.Kestrel, "/throw-bytes")]
    public async Task A_handler_that_throws_leaves_the_session_as_it_was(Server server, string path)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("sorry")));
                app.UseTidemark();
                MapThrowing(app);
            },
            server, placeMiddleware: false);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var (token, commits) = (browser.Token, site.Store.Commits.Count);

        using var response = await browser.GetAsync(path);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("sorry", await response.Content.ReadAsStringAsync());
        Assert.Equal(token, browser.Token);
        Assert.DoesNotContain(site.Store.Commits.Skip(commits), commit => commit.Differences.Count > 0);
        Assert.Equal("a", await browser.GetTextAsync("/list"));
        Assert.Equal("", await browser.GetTextAsync("/bytes"));
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task Without_an_exception_handler_the_server_answers_and_the_session_stays(Server server)
    {
        await using var site = await Site.StartAsync(MapThrowing, server);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        if (server == Server.Kestrel)
            Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/throw")).StatusCode);
        else
            await Assert.ThrowsAsync<InvalidDataException>(() => browser.GetAsync("/throw"));

        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task An_exception_handler_further_in_does_not_turn_a_throwing_request_into_a_good_one()
    {
        await using var site = await Site.StartAsync(app =>
        {
            app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("sorry")));
            MapThrowing(app);
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        using var response = await browser.GetAsync("/throw");

        Assert.Equal("sorry", await response.Content.ReadAsStringAsync());
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task Changes_of_a_throwing_request_are_kept_if_the_options_say_so()
    {
        await using var site = await Site.StartAsync(
            MapThrowing, Server.Kestrel, builder => builder.Configure(options => options.OnThrow = ThrowPolicy.Commit));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/throw")).StatusCode);

        Assert.Equal("a,thrown", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task What_was_written_but_not_flushed_before_a_throw_does_not_leak_into_the_error_page()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("sorry")));
                app.UseTidemark();
                app.MapGet("/", (HttpContext context) =>
                {
                    context.Response.BodyWriter.GetSpan(4).Fill((byte)'x');
                    context.Response.BodyWriter.Advance(4);
                    throw new InvalidDataException("as planned");
                });
            },
            Server.Kestrel, placeMiddleware: false);

        using var response = await site.NewBrowser().GetAsync("/");

        Assert.Equal("sorry", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task A_handler_that_throws_after_the_first_byte_keeps_what_was_committed_before_it(Server server)
    {
        await using var site = await Site.StartAsync(MapThrowing, server);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        await Assert.ThrowsAnyAsync<Exception>(() => browser.GetTextAsync("/throw-late"));

        Assert.Equal("a,early", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_committed_session_gets_its_cookie_even_when_its_request_throws()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("sorry")));
                app.UseTidemark();
                Shelf.MapOn(app);
                app.MapGet("/commit-throw", async (HttpContext context) =>
                {
                    await Shelf.AddAsync(context, "a");
                    await context.GetSession().CommitAsync();
                    await Shelf.AddAsync(context, "b");
                    throw new InvalidDataException("as planned");
                });
            },
            Server.Kestrel, placeMiddleware: false);
        var browser = site.NewBrowser();

        Assert.Single(Browser.SetCookies(await browser.GetAsync("/commit-throw")));

        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    private static void MapThrowing(WebApplication app)
    {
        Shelf.MapOn(app);
        app.MapGet("/bytes", (HttpContext context) => context.Session.GetString("key") ?? "");
        app.MapGet("/throw", (HttpContext context) => ThrowAfterAsync(context, _ => Task.CompletedTask));
        app.MapGet("/throw-new-id", (HttpContext context) => ThrowAfterAsync(context, session => session.RegenerateIdAsync().AsTask()));
        app.MapGet("/throw-end", (HttpContext context) => ThrowAfterAsync(context, session =>
        {
            session.Abandon();
            return Task.CompletedTask;
        }));
        app.MapGet("/throw-bytes", (HttpContext context) =>
        {
            context.Session.SetString("key", "value");
            return ThrowAfterAsync(context, _ => Task.CompletedTask);
        });
        app.MapGet("/throw-late", async (HttpContext context) =>
        {
            await Shelf.AddAsync(context, "early");
            await context.Response.WriteAsync("page");
            await context.Response.Body.FlushAsync();
            await ThrowAfterAsync(context, _ => Task.CompletedTask);
        });
    }

    private static async Task ThrowAfterAsync(HttpContext context, Func<Session, Task> change)
    {
        await Shelf.AddAsync(context, "thrown");
        await change(context.GetSession());
        throw new InvalidDataException("as planned");
    }
}
