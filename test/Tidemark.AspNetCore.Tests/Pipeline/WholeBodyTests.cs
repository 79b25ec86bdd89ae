using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Small bodies of known length: once nothing of them is missing they wait for the handler's end.</summary>
public sealed class WholeBodyTests
{
    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task What_changes_after_a_whole_body_goes_with_the_one_commit_before_its_first_byte(Server server)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                app.MapGet("/late", async (HttpContext context) =>
                {
                    await Shelf.AddAsync(context, "early");
                    await Results.Text("page").ExecuteAsync(context);
                    Assert.False(context.Response.HasStarted);
                    await Shelf.AddAsync(context, "late");
                });
            },
            server);
        var browser = site.NewBrowser();

        Assert.Equal("page", await browser.GetTextAsync("/late"));

        Assert.Single(site.Store.Commits);
        Assert.Equal("early,late", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(Server.Test, "sorry")]
    [InlineData(Server.Test, "oops")]
    [InlineData(Server.Kestrel, "sorry")]
    [InlineData(Server.Kestrel, "oops")]
    [InlineData(Server.Kestrel, "no")]
    public async Task A_handler_that_fails_after_a_whole_body_is_answered_as_failed_and_stores_nothing(Server server, string answer)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseExceptionHandler("/sorry");
                app.MapGet("/sorry", async (HttpContext context) =>
                {
                    await Results.Text(answer).ExecuteAsync(context);
                    await context.Response.WriteAsync("");
                });
                app.MapGet("/fails", async (HttpContext context) =>
                {
                    await Shelf.AddAsync(context, "a");
                    await Results.Text("page").ExecuteAsync(context);
                    throw new InvalidDataException();
                });
            },
            server);

        using var response = await site.NewBrowser().GetAsync("/fails");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(answer, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Empty(site.Store.Commits);
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task Of_a_response_that_was_cleared_after_a_whole_body_nothing_is_sent(Server server)
    {
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", async (HttpContext context) =>
            {
                await Results.Text("page").ExecuteAsync(context);
                context.Response.Clear();
                context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            }),
            server);

        using var response = await site.NewBrowser().GetAsync("/");

        Assert.Equal(StatusCodes.Status418ImATeapot, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task An_answer_of_the_same_length_that_comes_in_parts_takes_the_place_of_a_whole_body(Server server)
    {
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", async (HttpContext context) =>
            {
                await Results.Text("page").ExecuteAsync(context);
                context.Response.Clear();
                context.Response.ContentLength = 4;
                await context.Response.Body.WriteAsync("oo"u8.ToArray());
                await context.Response.Body.WriteAsync("ps"u8.ToArray());
            }),
            server);

        Assert.Equal("oops", await site.NewBrowser().GetTextAsync("/"));
    }

    [Theory]
    [InlineData("partial", Server.Test)]
    [InlineData("partial", Server.Kestrel)]
    [InlineData("long", Server.Test)]
    [InlineData("long", Server.Kestrel)]
    [InlineData("completed", Server.Kestrel)]
    public async Task A_body_that_is_partial_or_long_or_completed_leaves_while_the_handler_goes_on(string kind, Server server)
    {
        var goOn = new TaskCompletionSource();
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", async (HttpContext context) =>
            {
                var size = kind == "long" ? CommitGate.LongestWaiting + 1 : 100;
                context.Response.ContentLength = size;
                await context.Response.Body.WriteAsync(new byte[kind == "partial" ? size - 1 : size]);
                await (kind == "completed" ? context.Response.CompleteAsync() : context.Response.Body.FlushAsync());
                await goOn.Task;
                if (kind == "partial")
                    await context.Response.Body.WriteAsync(new byte[1]);
            }),
            server);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        // A hang, not a slow machine: far more than it can take.
        using var response = await site.NewBrowser().SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(TimeSpan.FromMinutes(2));
        goOn.SetResult();

        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
