using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Commits of responses that a component further out has in its hands.</summary>
public sealed class WrappedResponseTests
{
    private static readonly string[] Keepers = ["output cache", "response caching", "http logging", "compression", "another stream", "another feature"];

    public static TheoryData<string, Server> Places
    {
        get
        {
            var places = new TheoryData<string, Server>();
            foreach (var keeper in Keepers)
            {
                places.Add(keeper, Server.Test);
                places.Add(keeper, Server.Kestrel);
            }

            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_failed_commit_is_a_503_and_nothing_of_the_page_leaves(string keeper, Server server)
    {
        await using var site = await StartAsync(keeper, server, app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/page/{kind}", async (string kind, HttpContext context) =>
            {
                await Shelf.AddAsync(context, "page");
                await Bodies.WriteAsync(kind, context);
            });
        });
        var browser = site.NewBrowser();
        site.Store.RefusesCommits = true;

        foreach (var kind in Bodies.All.Select(row => row.Data.Item1).Distinct())
        {
            using var response = await browser.GetAsync($"/page/{Uri.EscapeDataString(kind)}");
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{kind}: {response.StatusCode}");
            Assert.DoesNotContain(Bodies.Secret, text);
            Assert.Contains("not saved", text);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_synchronous_page_that_is_kept_in_memory_is_taken_back_if_its_commit_fails(bool isLate)
    {
        await using var site = await StartAsync("another stream", Server.Kestrel, app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/page", async (HttpContext context) =>
            {
                if (!isLate)
                    await Shelf.AddAsync(context, "early");
                context.Response.Body.Write("PAGE"u8);
                if (isLate)
                    await Shelf.AddAsync(context, "late");
            });
        });
        var browser = site.NewBrowser();
        Assert.Equal("PAGE", await browser.GetTextAsync("/page"));
        site.Store.RefusesCommits = true;

        using var response = await browser.GetAsync("/page");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.DoesNotContain("PAGE", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_error_page_takes_the_place_of_a_page_that_is_kept_in_memory_further_out()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseRouting();
                Wrappers.Place("another stream", app);
                app.UseTidemark();
                app.UseExceptionHandler(page => page.Run(context => context.Response.WriteAsync("sorry")));
                app.MapGet("/", async (HttpContext context) =>
                {
                    await context.Response.WriteAsync("half a page");
                    throw new InvalidDataException("as planned");
                });
            },
            Server.Kestrel, placeMiddleware: false);

        using var response = await site.NewBrowser().GetAsync("/");

        Assert.Equal("sorry", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_body_is_logged_as_it_leaves()
    {
        var site = await StartAsync("http logging", Server.Kestrel, app => app.MapGet("/", async (HttpContext context) =>
        {
            await Shelf.AddAsync(context, "a");
            return Results.Text("logged as it leaves");
        }));
        await using (site)
            await site.NewBrowser().GetTextAsync("/");

        Assert.Contains(site.Log.Lines, line => line.Category.Contains("HttpLogging", StringComparison.Ordinal) && line.Text.Contains("logged as it leaves"));
    }

    [Theory]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.ReadOnly)]
    public async Task A_response_that_began_further_out_can_still_read_its_session(SessionAccess access)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseRouting();
                app.Use(async (context, next) =>
                {
                    if (context.Request.Path == "/begun")
                        await context.Response.StartAsync();
                    await next(context);
                });
                app.UseTidemark();
                Shelf.MapOn(app);
                app.MapGet("/begun", (HttpContext context) => context.Response.WriteAsync(context.GetSession().Read(Shelf.Key)!.Books[0]))
                    .WithSessionAccess(access);
            },
            Server.Kestrel, placeMiddleware: false);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        Assert.Equal("a", await browser.GetTextAsync("/begun"));
    }

    private static Task<Site> StartAsync(string keeper, Server server, Action<WebApplication> map) => Site.StartAsync(
        app =>
        {
            app.UseRouting();
            app.Use((context, next) =>
            {
                if (context.Features.Get<IHttpBodyControlFeature>() is { } control)
                    control.AllowSynchronousIO = true;
                return next(context);
            });
            Wrappers.Place(keeper, app);
            app.UseTidemark();
            map(app);
        },
        server, builder => Wrappers.AddServices(builder.Services), placeMiddleware: false);
}
