using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Stores;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Users and events over HTTP.</summary>
public sealed class UserTests
{
    private static readonly SessionKey<string> Name = new("name");

    [Fact]
    public async Task A_sign_in_that_is_one_too_many_is_a_conflict_that_shows_nothing_of_the_server()
    {
        await using var site = await Site.StartAsync(MapOn, setup: builder => builder.Configure(options => options.SessionsPerUser = 1));
        await site.NewBrowser().GetTextAsync("/sign-in/ada");
        var second = site.NewBrowser();
        using var response = await second.GetAsync("/sign-in/ada");
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Null(response.Headers.RetryAfter);
        Assert.Contains("You are signed in elsewhere already", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Tidemark", body, StringComparison.Ordinal);
        Assert.Null(second.Token);
        await site.NewBrowser().GetTextAsync("/sign-in/grace");
    }

    [Fact]
    public async Task Whoever_signs_out_everywhere_else_is_alone_with_his_new_id()
    {
        await using var site = await Site.StartAsync(MapOn);
        var (here, there) = (site.NewBrowser(), site.NewBrowser());
        await here.GetTextAsync("/sign-in/ada");
        await there.GetTextAsync("/sign-in/ada");
        Assert.Equal("1", await here.GetTextAsync("/only-me/ada"));

        Assert.Equal("ada", await here.GetTextAsync("/who"));
        Assert.Equal("", await there.GetTextAsync("/who"));
        var old = there.Token;
        await there.GetTextAsync("/sign-in/ada");
        Assert.NotEqual(old, there.Token);
        Assert.Equal("ada", await there.GetTextAsync("/who"));
    }

    [Fact]
    public async Task A_request_whose_session_is_ended_meanwhile_is_told_that_nothing_was_saved()
    {
        await using var site = await Site.StartAsync(app =>
        {
            MapOn(app);
            app.MapGet("/end-mine", async (Session session, SessionManager sessions) =>
            {
                await session.SetAsync(Name, "nobody");
                await sessions.EndAllAsync("ada");
            });
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/sign-in/ada");
        using var response = await browser.GetAsync("/end-mine");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("", await browser.GetTextAsync("/who"));
    }

    [Theory]
    [InlineData("clear", "")]
    [InlineData("remove", "")]
    [InlineData("unbind", "")]
    [InlineData("all", "")]
    [InlineData("all", "bye")]
    public async Task Whoever_ends_his_own_session_too_may_still_clear_it(string how, string body)
    {
        await using var site = await Site.StartAsync(app =>
        {
            MapOn(app);
            app.MapGet("/sign-out-everywhere", async (HttpContext context, Session session, SessionManager sessions) =>
            {
                await sessions.EndAllAsync("ada");
                if (how is "clear" or "all")
                    context.Session.Clear();
                if (how is "remove" or "all")
                    await session.RemoveAsync(Name.Name);
                if (how is "unbind" or "all")
                    session.UnbindUser();
                context.Response.Cookies.Delete("signed-in");
                if (body.Length > 0)
                    await context.Response.WriteAsync(body);
                return Results.Empty;
            });
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/sign-in/ada");
        using var response = await browser.GetAsync("/sign-out-everywhere");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("signed-in=", StringComparison.Ordinal));
        Assert.Equal("", await browser.GetTextAsync("/who"));
        Assert.Equal(0, await site.Services.GetRequiredService<SessionManager>().CountAsync("ada"));
    }

    [Fact]
    public async Task A_new_session_cannot_be_bound_after_the_response_began()
    {
        await using var site = await Site.StartAsync(app => app.MapGet("/late", async (HttpContext context, Session session) =>
        {
            await context.Response.WriteAsync("begun");
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await session.BindUserAsync("ada"));
        }));

        Assert.Equal("begun", await site.NewBrowser().GetTextAsync("/late"));
        Assert.Equal(0, await site.Services.GetRequiredService<SessionManager>().CountAsync("ada"));
    }

    [Fact]
    public async Task Starts_and_ends_are_told_to_a_handler_with_services_of_its_own()
    {
        var told = new Told();
        await using var site = await Site.StartAsync(MapOn, setup: builder =>
        {
            builder.Services.AddSingleton(told).AddScoped<Scoped>();
            builder.AddSessionEvents<Handler>().AddSessionEvents<Handler>();
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/sign-in/ada");
        await browser.GetTextAsync("/who");
        Assert.Equal(["started by HTTP: GET /sign-in/{user}, ada has 1"], told.Lines);
        await browser.GetTextAsync("/sign-out");
        // A hang, not a slow machine: far more than it can take.
        await told.Ended.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.Equal("Abandoned ada, ada has 0", told.Lines[1]);
        Assert.Equal(2, told.Scopes.Distinct().Count());
    }

    private static void MapOn(WebApplication app)
    {
        app.MapGet("/sign-in/{user}", async (string user, HttpContext context, Session session) =>
        {
            context.Session.SetString("theme", "dark");
            context.Session.SetInt32("visits", 1);
            await session.RegenerateIdAsync();
            await session.BindUserAsync(user);
            await session.SetAsync(Name, user);
        });
        app.MapGet("/who", (Session session) => session.Read(Name) ?? "").WithSessionAccess(SessionAccess.ReadOnly);
        app.MapGet("/sign-out", (Session session) => session.Abandon());
        app.MapGet("/only-me/{user}", async (string user, Session session, SessionManager sessions) =>
        {
            await session.RegenerateIdAsync();
            return await sessions.EndAllAsync(user, except: session);
        });
    }

    private sealed class Told
    {
        public List<string> Lines { get; } = [];

        public List<Scoped> Scopes { get; } = [];

        public TaskCompletionSource Ended { get; } = new();
    }

    private sealed class Scoped;

    private sealed class Handler(Told told, Scoped scope, SessionManager sessions) : ISessionEvents
    {
        public async ValueTask StartedAsync(StartedSession session, CancellationToken cancellationToken) =>
            await AddAsync($"started by {session.Purpose}", session, cancellationToken);

        public async ValueTask EndedAsync(EndedSession session, CancellationToken cancellationToken)
        {
            await AddAsync($"{session.Reason} {session.Read(Name)}", session, cancellationToken);
            told.Ended.SetResult();
        }

        private async ValueTask AddAsync(string line, SessionSnapshot session, CancellationToken cancellationToken)
        {
            told.Scopes.Add(scope);
            var user = session.Read(Name)!;
            told.Lines.Add($"{line}, {user} has {await sessions.CountAsync(user, cancellationToken)}");
        }
    }
}
