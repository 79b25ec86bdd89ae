using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.AspNetCore.Tests;

public sealed class AccessTests
{
    [Fact]
    public async Task A_test_without_an_application_puts_a_session_of_its_own_into_the_context()
    {
        await using var sessions = new SessionManager(
            new MemoryStore(TimeProvider.System), new GraphSerializer(), new TidemarkOptions { Application = "tests" }, TimeProvider.System,
            NullLogger<SessionManager>.Instance);
        var context = new DefaultHttpContext();
        Assert.Throws<InvalidOperationException>(() => context.GetSession());
        await using var session = sessions.Create();
        context.Features.Set(session);

        Assert.Same(session, context.GetSession());
    }

    [Theory]
    [InlineData("/free", "Shared")]
    [InlineData("/by-convention", "ReadOnly")]
    [InlineData("/by-attribute", "ReadOnly")]
    [InlineData("/group/plain", "ReadOnly")]
    [InlineData("/group/own", "Exclusive")]
    [InlineData("/mvc/plain", "ReadOnly")]
    [InlineData("/mvc/own", "Exclusive")]
    [InlineData("/AccessPage", "ReadOnly")]
    public async Task Metadata_says_what_the_endpoint_does_with_the_session(string path, string access)
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        Assert.Equal(access, (await browser.GetTextAsync(path)).Trim());

        await browser.GetTextAsync("/add/a");
        Assert.Equal(access, (await browser.GetTextAsync(path)).Trim());
    }

    [Fact]
    public async Task The_default_is_configurable()
    {
        await using var site = await StartAsync(options => options.DefaultAccess = SessionAccess.ReadOnly);

        Assert.Equal("ReadOnly", await site.NewBrowser().GetTextAsync("/free"));
        Assert.Equal("Exclusive", await site.NewBrowser().GetTextAsync("/group/own"));
    }

    [Fact]
    public async Task None_does_not_touch_the_session_and_says_so_to_who_asks()
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var calls = site.Store.Calls;

        Assert.Contains("has session access None", await browser.GetTextAsync("/none"));
        Assert.Equal(calls, site.Store.Calls);
    }

    [Fact]
    public async Task ReadOnly_sees_the_last_commit_and_neither_waits_nor_writes()
    {
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await StartAsync(map: app => app.MapGet("/hold", async (HttpContext context) =>
        {
            await Shelf.AddAsync(context, "b");
            entered.SetResult();
            await leave.Task;
            return "done";
        }));
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        var writer = browser.GetTextAsync("/hold");
        await entered.Task;

        Assert.Equal("a", await browser.GetTextAsync("/read-only"));

        leave.SetResult();
        await writer;
        Assert.Equal("a,b", await browser.GetTextAsync("/read-only"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadOnly_refuses_writes_with_the_remedy(bool hasSession)
    {
        await using var site = await StartAsync();
        var browser = site.NewBrowser();
        if (hasSession)
            await browser.GetTextAsync("/add/a");

        Assert.Contains("Shared", await browser.GetTextAsync("/read-only-set"));
        Assert.Contains("Shared", await browser.GetTextAsync("/read-only-bytes"));
        Assert.DoesNotContain(site.Store.Commits.Skip(hasSession ? 1 : 0), commit => commit.Differences.Count > 0);
    }

    [Fact]
    public async Task Metadata_that_cannot_be_seen_because_of_the_order_is_reported()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseTidemark();
                app.UseRouting();
                app.MapGet("/", () => "page").WithSessionAccess(SessionAccess.ReadOnly);
            },
            placeMiddleware: false);

        Assert.Equal("page", await site.NewBrowser().GetTextAsync("/"));
        Assert.True(site.Log.Has(108));
    }

    [Fact]
    public void An_access_that_does_not_exist_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SessionAccessAttribute((SessionAccess)99));

    private static Task<Site> StartAsync(Action<TidemarkHttpOptions>? configure = null, Action<WebApplication>? map = null) => Site.StartAsync(
        app =>
        {
            Shelf.MapOn(app);
            Map(app);
            map?.Invoke(app);
        },
        setup: builder =>
        {
            builder.ConfigureHttp(configure ?? (_ => { }));
            builder.Services.AddControllers();
            builder.Services.AddRazorPages();
        });

    private static void Map(WebApplication app)
    {
        app.MapControllers();
        app.MapRazorPages();
        app.MapGet("/free", Access);
        app.MapGet("/by-convention", Access).WithSessionAccess(SessionAccess.ReadOnly);
        app.MapGet("/by-attribute", [SessionAccess(SessionAccess.ReadOnly)] (Session session) => session.Access.ToString());
        var group = app.MapGroup("/group").WithSessionAccess(SessionAccess.ReadOnly);
        group.MapGet("/plain", Access);
        group.MapGet("/own", Access).WithSessionAccess(SessionAccess.Exclusive);
        app.MapGet("/none", (HttpContext context) => Assert.Throws<InvalidOperationException>(() => context.GetSession()).Message)
            .WithSessionAccess(SessionAccess.None);
        app.MapGet("/read-only", (Session session) => string.Join(',', session.Read(Shelf.Key)?.Books ?? []))
            .WithSessionAccess(SessionAccess.ReadOnly);
        app.MapGet("/read-only-set", async (Session session) =>
            (await Assert.ThrowsAsync<InvalidOperationException>(() => session.SetAsync(Shelf.Name, "x").AsTask())).Message)
            .WithSessionAccess(SessionAccess.ReadOnly);
        app.MapGet("/read-only-bytes", (HttpContext context) =>
            Assert.Throws<InvalidOperationException>(() => context.Session.SetString("a", "b")).Message)
            .WithSessionAccess(SessionAccess.ReadOnly);
    }

    private static string Access(Session session) => session.Access.ToString();
}

[Route("mvc")]
[SessionAccess(SessionAccess.ReadOnly)]
public sealed class AccessController(Session injected) : ControllerBase
{
    [HttpGet("plain")]
    public string Plain() => injected.Access.ToString();

    [HttpGet("own")]
    [SessionAccess(SessionAccess.Exclusive)]
    public string Own([FromServices] Session session) =>
        ReferenceEquals(session, injected) && ReferenceEquals(session, HttpContext.GetSession()) ? session.Access.ToString() : "another one";
}
