using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

public sealed class CommitFailureTests
{
    [Theory]
    [MemberData(nameof(Bodies.All), MemberType = typeof(Bodies))]
    public async Task Requirement_13_a_failed_commit_is_a_503_and_nothing_of_the_page_leaves(string kind, Server server)
    {
        await using var site = await Site.StartAsync(MapPage, server);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/before");
        var token = browser.Token;
        site.Store.RefusesCommits = true;

        using var response = await browser.GetAsync("/page?kind=" + Uri.EscapeDataString(kind));

        await AssertRefusedAsync(response);
        site.Store.RefusesCommits = false;
        Assert.Equal(token, browser.Token);
        Assert.Equal("before", await browser.GetTextAsync("/list"));
        Assert.True(site.Log.Has(103));
    }

    [Theory]
    [InlineData(Server.Test, ThrowPolicy.Discard)]
    [InlineData(Server.Kestrel, ThrowPolicy.Discard)]
    [InlineData(Server.Test, ThrowPolicy.Commit)]
    [InlineData(Server.Kestrel, ThrowPolicy.Commit)]
    public async Task A_store_that_is_full_is_asked_once_and_nothing_counts_as_perhaps_saved(Server server, ThrowPolicy onThrow)
    {
        await using var site = await Site.StartAsync(MapPage, server, builder => builder.Configure(options => options.OnThrow = onThrow));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/before");
        var commits = site.Store.Commits.Count;
        site.Store.IsFull = true;

        using var response = await browser.GetAsync("/page?kind=text");

        await AssertRefusedAsync(response);
        Assert.Equal(commits + 1, site.Store.Commits.Count);
        site.Store.IsFull = false;
        Assert.Equal("before", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task A_new_session_that_could_not_be_stored_gets_no_cookie(Server server)
    {
        await using var site = await Site.StartAsync(MapPage, server);
        site.Store.RefusesCommits = true;

        using var response = await site.NewBrowser().GetAsync("/page?kind=text");

        await AssertRefusedAsync(response);
        Assert.Empty(Browser.SetCookies(response));
    }

    [Theory]
    [MemberData(nameof(Bodies.All), MemberType = typeof(Bodies))]
    public async Task In_the_lenient_regime_the_page_leaves_as_it_is_and_the_failure_is_reported(string kind, Server server)
    {
        await using var site = await Site.StartAsync(MapPage, server, builder => builder.Lenient());
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/before");
        using var fine = await browser.GetAsync("/page?kind=" + Uri.EscapeDataString(kind));
        site.Store.RefusesCommits = true;

        using var response = await browser.GetAsync("/page?kind=" + Uri.EscapeDataString(kind));

        Assert.Equal(fine.StatusCode, response.StatusCode);
        Assert.Equal(await BodyAsync(fine), await BodyAsync(response));
        Assert.Equal([Bodies.Secret], response.Headers.GetValues("X-Page"));
        Assert.True(site.Log.Has(104));
    }

    // Its session did not begin too late: it could not be stored.
    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task In_the_lenient_regime_a_new_session_that_could_not_be_stored_is_reported_once_and_as_that(Server server)
    {
        await using var site = await Site.StartAsync(MapPage, server, builder => builder.Lenient());
        using var failures = new Counted(site, "tidemark.http.failed_commits");
        site.Store.RefusesCommits = true;

        using var response = await site.NewBrowser().GetAsync("/page?kind=chunks");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(Browser.SetCookies(response));
        Assert.Equal(1, failures.Sum);
        Assert.True(site.Log.Has(104));
        Assert.False(site.Log.Has(105) || site.Log.Has(106));
    }

    [Theory]
    [MemberData(nameof(Bodies.All), MemberType = typeof(Bodies))]
    public async Task A_page_is_the_same_with_and_without_a_session(string kind, Server server)
    {
        await using var site = await Site.StartAsync(MapPage, server);
        using var without = await site.NewBrowser().GetAsync("/plain?kind=" + Uri.EscapeDataString(kind));
        using var with = await site.NewBrowser().GetAsync("/page?kind=" + Uri.EscapeDataString(kind));

        Assert.Equal(without.StatusCode, with.StatusCode);
        Assert.Equal(await BodyAsync(without), await BodyAsync(with));
        Assert.Equal(without.Content.Headers.ContentLength, with.Content.Headers.ContentLength);
        Assert.Single(Browser.SetCookies(with));
    }

    [Fact]
    public async Task A_synchronous_write_leaves_nothing_either()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                app.MapGet("/page", async (HttpContext context) =>
                {
                    await Shelf.AddAsync(context, "x");
                    context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
                    context.Response.Body.Write("PAGE-OF-THE-APPLICATION"u8);
                });
            },
            Server.Kestrel);
        var browser = site.NewBrowser();
        Assert.Equal(Bodies.Secret, await browser.GetTextAsync("/page"));
        site.Store.RefusesCommits = true;

        using var response = await browser.GetAsync("/page");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain(Bodies.Secret, await BodyAsync(response));
    }

    [Fact]
    public async Task The_answer_is_the_applications_to_shape()
    {
        await using var site = await Site.StartAsync(MapPage, setup: builder =>
        {
            builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions["shop"] = "ours");
            builder.ConfigureHttp(options =>
            {
                options.FailureStatus = 507;
                options.RetryAfter = TimeSpan.FromSeconds(2.5);
            });
        });
        site.Store.RefusesCommits = true;

        using var response = await site.NewBrowser().GetAsync("/page?kind=text");

        Assert.Equal(507, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter!.Delta);
        Assert.Contains("\"shop\":\"ours\"", await BodyAsync(response));
    }

    [Fact]
    public async Task A_browser_that_asks_for_html_gets_the_same_problem()
    {
        await using var site = await Site.StartAsync(MapPage, Server.Kestrel);
        site.Store.RefusesCommits = true;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page?kind=text");
        request.Headers.Add("Accept", "text/html");

        await AssertRefusedAsync(await site.NewBrowser().SendAsync(request));
    }

    [Fact]
    public async Task A_head_request_gets_the_status_without_a_body()
    {
        await using var site = await Site.StartAsync(MapPage, Server.Kestrel);
        site.Store.RefusesCommits = true;

        using var response = await site.NewBrowser().SendAsync(new HttpRequestMessage(HttpMethod.Head, "/page?kind=text"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("", await BodyAsync(response));
    }

    [Fact]
    public async Task An_attribute_that_cannot_be_stored_is_the_applications_error_and_no_503()
    {
        await using var site = await Site.StartAsync(
            app => app.MapGet("/page", async (HttpContext context) =>
            {
                var shelf = await context.GetSession().GetOrCreateAsync(Shelf.Key, () => new Shelf());
                shelf.Books.Add(new string('x', 5_000));
                await context.Response.WriteAsync(Bodies.Secret);
            }),
            Server.Kestrel,
            builder => builder.Services.Configure<TidemarkOptions>(options => options.MaxAttributeBytes = 1_000));

        using var response = await site.NewBrowser().GetAsync("/page");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain(Bodies.Secret, await BodyAsync(response));
    }

    private static void MapPage(WebApplication app)
    {
        Shelf.MapOn(app);
        app.MapMethods("/page", ["GET", "HEAD"], async (string kind, HttpContext context) =>
        {
            await Shelf.AddAsync(context, "after");
            await Bodies.WriteAsync(kind, context);
        });
        app.MapGet("/plain", (string kind, HttpContext context) => Bodies.WriteAsync(kind, context)).WithSessionAccess(SessionAccess.None);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response)
    {
        var body = await BodyAsync(response);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.False(response.Headers.Contains("X-Page"));
        Assert.Null(response.Headers.Location);
        Assert.DoesNotContain(Bodies.Secret, body);

        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal(503, problem.GetProperty("status").GetInt32());
        Assert.Contains("not saved", problem.GetProperty("detail").GetString());
        foreach (var inner in new[] { "Tidemark", "Exception", " lease", "store", "commit" })
            Assert.DoesNotContain(inner, body, StringComparison.OrdinalIgnoreCase);
    }

    private static Task<string> BodyAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync();
}
