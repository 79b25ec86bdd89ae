using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Middleware that sends a request through the pipeline once more.</summary>
public sealed class ErrorPageTests
{
    [Theory]
    [InlineData(true, Server.Test)]
    [InlineData(false, Server.Test)]
    [InlineData(true, Server.Kestrel)]
    [InlineData(false, Server.Kestrel)]
    public async Task An_error_page_uses_the_session_also_through_services_made_before(bool isOutside, Server server)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                if (isOutside)
                    app.UseExceptionHandler("/error");
                app.UseTidemark();
                if (!isOutside)
                    app.UseExceptionHandler("/error");
                app.UseRouting();
                MapPages(app);
            },
            server, builder => builder.Services.AddScoped<ShelfReader>(), placeMiddleware: false);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        using var response = await browser.GetAsync("/throw");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("error a", await response.Content.ReadAsStringAsync());
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(true, "/throw", "error")]
    [InlineData(false, "/throw", "error")]
    [InlineData(true, "/throw-bytes", "")]
    [InlineData(false, "/throw-bytes", "")]
    public async Task An_error_page_can_write_to_the_session_and_sees_nothing_of_what_failed(bool isOutside, string path, string books)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                if (isOutside)
                    app.UseExceptionHandler(path == "/throw" ? "/error-write" : "/error-bytes");
                app.UseTidemark();
                if (!isOutside)
                    app.UseExceptionHandler(path == "/throw" ? "/error-write" : "/error-bytes");
                app.UseRouting();
                MapPages(app);
            },
            setup: builder => builder.Services.AddScoped<ShelfReader>(), placeMiddleware: false);
        var browser = site.NewBrowser();

        Assert.Single(Browser.SetCookies(await browser.GetAsync(path)));

        Assert.Equal(books, await browser.GetTextAsync("/list"));
        Assert.Equal(books == "" ? "False, again" : "False, ", await browser.GetTextAsync("/bytes"));
    }

    [Fact]
    public async Task An_error_page_for_an_exception_further_out_is_a_request_like_any_other()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseExceptionHandler("/error-write");
                app.Use((context, next) => context.Request.Path == "/outer" ? throw new InvalidDataException("as planned") : next(context));
                app.UseTidemark();
                app.UseRouting();
                MapPages(app);
            },
            setup: builder => builder.Services.AddScoped<ShelfReader>(), placeMiddleware: false);
        var browser = site.NewBrowser();

        Assert.Single(Browser.SetCookies(await browser.GetAsync("/outer")));

        Assert.Equal("error", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(SessionAccess.Exclusive, SessionAccess.ReadOnly)]
    [InlineData(SessionAccess.ReadOnly, SessionAccess.Exclusive)]
    [InlineData(SessionAccess.ReadOnly, SessionAccess.ReadOnly)]
    [InlineData(SessionAccess.None, SessionAccess.Exclusive)]
    [InlineData(SessionAccess.Exclusive, SessionAccess.None)]
    public async Task An_error_page_may_have_another_access_than_its_request(SessionAccess thrower, SessionAccess page)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseExceptionHandler("/error");
                app.UseTidemark();
                app.UseRouting();
                Shelf.MapOn(app);
                app.MapGet("/throw", (HttpContext _) => { throw new InvalidDataException("as planned"); }).WithSessionAccess(thrower);
                app.Map("/error", async (HttpContext context, CancellationToken _) => page switch
                {
                    SessionAccess.None => "page",
                    SessionAccess.ReadOnly => "page " + context.GetSession().Read(Shelf.Key)!.Books[0],
                    _ => "page " + await Shelf.AddAsync(context, "b"),
                }).WithSessionAccess(page);
            },
            Server.Kestrel, placeMiddleware: false);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        using var response = await browser.GetAsync("/throw");

        Assert.StartsWith("page", await response.Content.ReadAsStringAsync());
        Assert.Equal(page == SessionAccess.Exclusive ? "a,b" : "a", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_status_code_page_uses_the_session(bool isOutside)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                if (isOutside)
                    app.UseStatusCodePagesWithReExecute("/error");
                app.UseTidemark();
                if (!isOutside)
                    app.UseStatusCodePagesWithReExecute("/error");
                app.UseRouting();
                MapPages(app);
            },
            Server.Kestrel, builder => builder.Services.AddScoped<ShelfReader>(), placeMiddleware: false);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        using var response = await browser.GetAsync("/missing");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("error a,kept", await response.Content.ReadAsStringAsync());
        Assert.Equal("a,kept", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task The_developer_page_shows_the_exception_of_the_application()
    {
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", (HttpContext _) => { throw new InvalidDataException("as planned"); }), environment: "Development");

        using var response = await site.NewBrowser().GetAsync("/");

        Assert.Contains("as planned", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_failed_commit_beats_every_error_page()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseDeveloperExceptionPage();
                app.UseExceptionHandler("/error");
                app.UseStatusCodePagesWithReExecute("/error");
                app.UseTidemark();
                app.UseExceptionHandler("/error");
                app.UseRouting();
                MapPages(app);
            },
            Server.Kestrel, builder => builder.Services.AddScoped<ShelfReader>(), environment: "Development", placeMiddleware: false);
        site.Store.RefusesCommits = true;

        using var response = await site.NewBrowser().GetAsync("/add/a");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("not saved", await response.Content.ReadAsStringAsync());
    }

    // The first bytes drop what the request had changed before it threw, and nothing after them.
    [Fact]
    public async Task What_an_error_page_further_in_changes_after_its_first_bytes_is_stored()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseTidemark();
                app.UseExceptionHandler(handler => handler.Run(async context =>
                {
                    await context.Response.WriteAsync("sorry");
                    await context.Response.Body.FlushAsync();
                    context.Session.SetString("error", "late");
                    await Shelf.AddAsync(context, "late");
                    await context.Response.WriteAsync(", really");
                }));
                app.UseRouting();
                MapPages(app);
            },
            setup: builder => builder.Services.AddScoped<ShelfReader>(), placeMiddleware: false);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        using var response = await browser.GetAsync("/throw");

        Assert.Equal("sorry, really", await response.Content.ReadAsStringAsync());
        Assert.Equal("a,late", await browser.GetTextAsync("/list"));
        Assert.Equal("False, late", await browser.GetTextAsync("/bytes"));
    }

    private static void MapPages(WebApplication app)
    {
        Shelf.MapOn(app);
        app.MapGet("/throw", async (HttpContext context, ShelfReader reader) =>
        {
            await Shelf.AddAsync(context, "thrown");
            throw new InvalidDataException(reader.Text());
        });
        app.MapGet("/missing", async (HttpContext context, ShelfReader _) =>
        {
            await Shelf.AddAsync(context, "kept");
            return Results.StatusCode(404);
        });
        app.Map("/error", async (ShelfReader reader) => "error " + await reader.LiveTextAsync());
        app.MapGet("/throw-bytes", (HttpContext context, CancellationToken _) =>
        {
            context.Session.SetString("thrown", "");
            throw new InvalidDataException("as planned");
        });
        app.Map("/error-bytes", (HttpContext context) => context.Session.SetString("error", Bytes(context.Session) + "again"));
        app.MapGet("/bytes", (HttpContext context) => $"{context.Session.GetString("thrown") is not null}, {context.Session.GetString("error")}");
        app.Map("/error-write", (HttpContext context, CancellationToken _) => Shelf.AddAsync(context, "error"));
    }

    private static string Bytes(ISession session) => session.GetString("thrown") is null ? "" : "dirty ";

    private sealed class ShelfReader(Session session)
    {
        public async Task<string> LiveTextAsync() => string.Join(',', (await session.GetAsync(Shelf.Key))?.Books ?? []);

        public string Text() => string.Join(',', session.Read(Shelf.Key)?.Books ?? []);
    }
}
