using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Callbacks of the response's start that use the session.</summary>
public sealed class StartCallbackTests
{
    private static readonly Dictionary<string, Func<HttpContext, Task>> Answers = new()
    {
        ["text"] = context => Results.Text("page").ExecuteAsync(context),
        ["parts"] = async context =>
        {
            await context.Response.WriteAsync("pa");
            await context.Response.WriteAsync("ge");
        },
        ["unflushed"] = context =>
        {
            context.Response.BodyWriter.GetSpan(1)[0] = (byte)'p';
            context.Response.BodyWriter.Advance(1);
            return Task.CompletedTask;
        },
        ["redirect"] = context => Results.Redirect("/elsewhere").ExecuteAsync(context),
        ["no content"] = context => Results.NoContent().ExecuteAsync(context),
        ["nothing"] = _ => Task.CompletedTask,
        ["not found"] = context => Results.NotFound().ExecuteAsync(context),
        ["completed"] = context => context.Response.CompleteAsync(),
    };

    private static readonly Dictionary<string, Func<HttpContext, Shelf?, Task>> Uses = new()
    {
        ["HttpContext.Session"] = (context, _) =>
        {
            context.Session.SetString("key", "at start");
            return Task.CompletedTask;
        },
        ["a typed key"] = (context, _) => context.GetSession().SetAsync(Shelf.Name, "at start").AsTask(),
        ["an injected session"] = (context, _) =>
            context.RequestServices.GetRequiredService<Session>().SetAsync(Shelf.Name, "at start").AsTask(),
        ["an object got earlier"] = (_, shelf) =>
        {
            shelf?.Books.Add("at start");
            return Task.CompletedTask;
        },
    };

    public static TheoryData<string, string, bool, Server> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, bool, Server>();
            foreach (var answer in Answers.Keys)
            {
                foreach (var use in Uses.Keys)
                {
                    foreach (var isNew in new[] { true, false })
                    {
                        cases.Add(answer, use, isNew, Server.Test);
                        cases.Add(answer, use, isNew, Server.Kestrel);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_a_callback_does_to_the_session_is_stored(string answer, string use, bool isNew, Server server)
    {
        HttpContext? running = null;
        var started = new List<bool>();
        await using var site = await Site.StartAsync(
            app =>
            {
                MapResults(app);
                app.MapGet("/", async (HttpContext context) =>
                {
                    running = context;
                    var shelf = use == "an object got earlier" ? await context.GetSession().GetOrCreateAsync(Shelf.Key, () => new Shelf()) : null;
                    context.Response.OnStarting(() => Uses[use](context, shelf));
                    await Answers[answer](context);
                });
            },
            server);
        site.Store.BeforeCommit = () =>
        {
            if (running is not null)
                started.Add(running.Response.HasStarted);
            return Task.CompletedTask;
        };
        var browser = site.NewBrowser();
        if (!isNew)
            await browser.GetTextAsync("/add/seed");

        using var response = await browser.GetAsync("/");
        running = null;

        Assert.True((int)response.StatusCode < 500);
        Assert.Equal("at start", (await browser.GetTextAsync("/results")).Split(',')[^1]);

        // What an object got from the session is found out at the next commit, which may be the handler's end.
        if (use != "an object got earlier")
            Assert.DoesNotContain(true, started);
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task Callbacks_in_any_order_and_wherever_they_were_registered_are_all_heard(Server server)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.Use((context, next) =>
                {
                    context.Response.OnStarting(() => Append(context, "middleware"));
                    return next(context);
                });
                app.MapGet("/keys", (HttpContext context) => string.Join(',', context.Session.Keys.Order(StringComparer.Ordinal)));
                app.MapGet("/go", (HttpContext context) =>
                {
                    context.Response.OnStarting(() => Append(context, "first"));
                    context.Response.OnStarting(() => Append(context, "second"));
                    return Results.Redirect("/keys");
                });
            },
            server);
        var browser = site.NewBrowser();

        await browser.GetAsync("/go");

        Assert.Equal("first,middleware,second", await browser.GetTextAsync("/keys"));

        static async Task Append(HttpContext context, string key)
        {
            await Task.Yield();
            context.Session.SetString(key, "x");
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_callback_from_further_out_is_refused_and_not_forgotten_when_its_change_would_come_too_late(bool isTyped, bool hasCookie)
    {
        Exception? refusal = null;
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseRouting();
                app.Use((context, next) =>
                {
                    if (context.Request.Path == "/go")
                        context.Response.OnStarting(async () => refusal = await Record.ExceptionAsync(
                            () => Uses[isTyped ? "a typed key" : "HttpContext.Session"](context, null)));
                    return next(context);
                });
                app.UseTidemark();
                Shelf.MapOn(app);
                app.MapGet("/go", () => Results.Redirect("/list"));
            },
            Server.Kestrel, placeMiddleware: false);
        var browser = site.NewBrowser();
        if (hasCookie)
            await browser.GetTextAsync("/add/a");

        await browser.GetAsync("/go");

        Assert.IsType<InvalidOperationException>(refusal);
    }

    [Theory]
    [InlineData("redirect", Server.Test)]
    [InlineData("redirect", Server.Kestrel)]
    [InlineData("text", Server.Test)]
    [InlineData("text", Server.Kestrel)]
    public async Task A_callback_whose_change_cannot_be_committed_lets_nothing_leave(string answer, Server server)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                app.MapGet("/", async (HttpContext context) =>
                {
                    context.Response.OnStarting(() => Uses["HttpContext.Session"](context, null));
                    await Answers[answer](context);
                });
            },
            server);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        site.Store.RefusesCommits = true;

        try
        {
            using var response = await browser.GetAsync("/");
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.DoesNotContain("page", await response.Content.ReadAsStringAsync());
        }
        catch (SessionCommitException) when (server == Server.Test)
        {
            // The test server gives its client the exception.
        }
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task An_error_page_arrives_though_the_request_that_threw_left_a_callback(Server server)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseExceptionHandler(page => page.Run(context => context.Response.WriteAsync("sorry")));
                app.UseTidemark();
                app.UseRouting();
                app.MapGet("/", (HttpContext context) =>
                {
                    context.Response.OnStarting(() => Uses["HttpContext.Session"](context, null));
                    throw new InvalidDataException("as planned");
                });
            },
            server, placeMiddleware: false);

        using var response = await site.NewBrowser().GetAsync("/");

        Assert.Equal("sorry", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("text", "resource", Server.Test)]
    [InlineData("text", "resource", Server.Kestrel)]
    [InlineData("away", "resource", Server.Test)]
    [InlineData("away", "resource", Server.Kestrel)]
    [InlineData("text", "exception", Server.Kestrel)]
    [InlineData("away", "exception", Server.Test)]
    [InlineData("away", "exception", Server.Kestrel)]
    [InlineData("text", "action", Server.Kestrel)]
    [InlineData("away", "action", Server.Test)]
    [InlineData("none", "action", Server.Kestrel)]
    [InlineData("none", "resource", Server.Kestrel)]
    [InlineData("none", "exception", Server.Test)]
    public async Task TempData_of_a_filter_that_answers_itself_survives(string answer, string filter, Server server)
    {
        await using var site = await Site.StartAsync(
            app => app.MapControllers(),
            server, builder => builder.Services.AddControllersWithViews().AddSessionStateTempDataProvider());
        var browser = site.NewBrowser();

        using var response = await browser.GetAsync($"/filters/{filter}?answer={answer}");

        Assert.True((int)response.StatusCode < 500);
        Assert.Equal(filter, await browser.GetTextAsync("/filters/take"));
        Assert.Equal("", await browser.GetTextAsync("/filters/take"));
    }

    private static void MapResults(WebApplication app)
    {
        Shelf.MapOn(app);
        app.MapGet("/results", (HttpContext context) =>
            context.Session.GetString("key") ?? context.GetSession().Read(Shelf.Name) ?? string.Join(',', context.GetSession().Read(Shelf.Key)?.Books ?? []));
    }
}
