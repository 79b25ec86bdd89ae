using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

public sealed class OpenFailureTests
{
    [Theory]
    [InlineData(FailureRegime.Strict, Server.Test)]
    [InlineData(FailureRegime.Strict, Server.Kestrel)]
    [InlineData(FailureRegime.Lenient, Server.Kestrel)]
    public async Task Requirement_13_without_its_store_a_session_is_a_503_and_never_an_empty_one(FailureRegime regime, Server server)
    {
        var reached = 0;
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                app.MapGet("/page", (Session _) => reached++);
                app.MapGet("/read-only", (Session _) => reached++).WithSessionAccess(SessionAccess.ReadOnly);
            },
            server,
            builder => builder.Configure(options =>
            {
                options.OnFailure = regime;
                options.StoreTimeout = TimeSpan.FromSeconds(1);
            }));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await site.TakeAwayAsync();
        site.Store.IsDown = true;

        foreach (var path in new[] { "/page", "/read-only" })
        {
            using var response = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.DoesNotContain("store", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(0, reached);
        Assert.True(site.Log.Has(102));
        site.Store.IsDown = false;
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_application_may_answer_itself_when_a_session_is_not_to_be_had(bool answers)
    {
        await using var site = await Site.StartAsync(Shelf.MapOn, setup: builder => builder
            .Configure(options => options.StoreTimeout = TimeSpan.FromMilliseconds(200))
            .ConfigureHttp(http => http.OnProblem = (context, problem) =>
            {
                Assert.IsType<SessionUnavailableException>(problem);
                if (answers)
                    context.Response.Redirect("/busy");
                return Task.FromResult(answers);
            }));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await site.TakeAwayAsync();
        site.Store.IsDown = true;

        using var response = await browser.GetAsync("/list");
        Assert.Equal(answers ? HttpStatusCode.Redirect : HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(answers ? "/busy" : null, response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Whoever_has_no_cookie_is_served_without_the_store()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);
        site.Store.IsDown = true;

        Assert.Equal("nothing", await site.NewBrowser().GetTextAsync("/nothing"));
        Assert.Equal("", await site.NewBrowser().GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_session_that_others_hold_for_too_long_is_a_503_that_can_be_tried_again()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                app.MapGet("/hold", async (HttpContext context) =>
                {
                    await Shelf.AddAsync(context, "held");
                    entered.SetResult();
                    await leave.Task;
                    return "held";
                });
            },
            setup: builder => builder.Configure(options => options.LockWaitTimeout = TimeSpan.FromMilliseconds(100)));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var holder = browser.GetTextAsync("/hold");
        await entered.Task;

        using var response = await browser.GetAsync("/list");
        leave.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Contains("Another request of yours", body);
        Assert.DoesNotContain("/hold", body);
        Assert.Contains(site.Log.Lines, line => line.Text.Contains("HTTP: GET /hold", StringComparison.Ordinal));
        Assert.Equal("held", await holder);
        Assert.Equal("a,held", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task Exclusive_requests_of_one_session_run_one_after_the_other()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn, Server.Kestrel);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/0");

        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => browser.GetTextAsync($"/add/{i}")));

        var books = (await browser.GetTextAsync("/list")).Split(',').Select(int.Parse);
        Assert.Equal(Enumerable.Range(0, 41), books.Order());
    }

    [Fact]
    public async Task A_waiter_whose_client_goes_away_leaves_the_queue_and_changes_nothing()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        await using var site = await Site.StartAsync(app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/hold", async (HttpContext context) =>
            {
                entered.SetResult();
                await leave.Task;
                return "held";
            }).WithSessionAccess(SessionAccess.Exclusive);
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var holder = browser.GetTextAsync("/hold");
        await entered.Task;

        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/add/b");
        request.Headers.Add("Cookie", $"sid={browser.Token}");
        var waiter = site.Client.SendAsync(request, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
        leave.SetResult();
        await holder;

        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task What_waiters_are_told_of_a_request_is_its_route_and_nothing_the_client_sent()
    {
        await using var site = await Site.StartAsync(app =>
        {
            Shelf.MapOn(app);
            app.Use((context, next) => context.Request.Path.StartsWithSegments("/without") ? Shelf.ListAsync(context) : next());
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/secret?q=secret");
        await site.TakeAwayAsync();
        await browser.GetTextAsync("/add/secret?q=secret");
        await site.TakeAwayAsync();
        await browser.GetAsync("/without/secret");

        Assert.Equal(
            ["HTTP: GET /add/{book}", "a request without an endpoint"],
            site.Store.Acquires.Select(request => request.Purpose).Where(purpose => purpose != Site.AnotherNode).Distinct());
        Assert.DoesNotContain(site.Store.Commits, commit => commit.Purpose.Contains("secret", StringComparison.Ordinal));
    }
}
