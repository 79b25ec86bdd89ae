using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>
/// One piece of code under ASP.NET Core's own session and under Tidemark: a browser sees the same. Where it does not, docs/guide/differences.md
/// says so.
/// </summary>
public sealed class SessionParityTests
{
    private const int Steps = 4;

    private static readonly Dictionary<string, Func<HttpContext, int, Task<string>>> Scenarios = new()
    {
        ["nothing is kept of a look"] = (context, _) => Say(context, session => $"{session.GetString("a")} {session.TryGetValue("b", out var _)} {Keys(session)}"),
        ["a value is kept"] = (context, step) => Say(context, session =>
        {
            var before = session.GetString("a");
            if (step != 2)
                session.SetString("a", $"value {step}");
            return $"{before} {session.GetString("a")}";
        }),
        ["numbers"] = (context, _) => Say(context, session =>
        {
            session.SetInt32("n", (session.GetInt32("n") ?? int.MinValue) + 7);
            return $"{session.GetInt32("n")}";
        }),
        ["removal"] = (context, step) => Say(context, session =>
        {
            if (step == 1)
                session.SetString("a", "1");
            if (step == 2)
                session.Remove("a");
            session.Remove("never there");
            return $"{session.GetString("a")} {Keys(session)}";
        }),
        ["clearing"] = (context, step) => Say(context, session =>
        {
            if (step == 1)
                Fill(session, "a", "b");
            if (step == 2)
                session.Clear();
            if (step == 3)
            {
                Fill(session, "c");
                session.Clear();
                Fill(session, "d");
            }

            return Keys(session);
        }),
        ["names differ by case, and may be anything legible"] = (context, step) => Say(context, session =>
        {
            string[] names = ["key", "KEY", "Käthe", "", " ", "a b/c\\d;e=f", "鍵", "\U0001F511"];
            if (step == 1)
                Fill(session, names);
            return string.Join('|', names.Select(session.GetString)) + Keys(session);
        }),
        ["values may be empty or long"] = (context, step) => Say(context, session =>
        {
            if (step == 1)
            {
                session.Set("empty", []);
                session.Set("long", Encoding.UTF8.GetBytes(new string('x', 200_000)));
            }

            return $"{session.Get("empty")?.Length} {session.Get("long")?.Length}";
        }),
        ["what is given is copied"] = (context, _) => Say(context, session =>
        {
            var before = session.GetString("a");
            var given = "abc"u8.ToArray();
            session.Set("a", given);
            given[0] = (byte)'X';
            return $"{before} {session.GetString("a")}";
        }),
        ["null is refused"] = (context, _) => Say(context, session =>
            Outcome(() => session.Set("a", null!)) + Outcome(() => session.Set(null!, [])) + Outcome(() => session.SetString("a", null!))),
        ["the id lasts"] = (context, _) => Say(context, session =>
        {
            var known = session.GetString("id");
            session.SetString("id", session.Id);
            return $"{known is null || known == session.Id}";
        }),
        ["it is there"] = (context, _) => Say(context, session => $"{session.IsAvailable}"),
        ["loading"] = async (context, step) =>
        {
            await context.Session.LoadAsync();
            await context.Session.LoadAsync();
            if (step == 1)
                Fill(context.Session, "a");
            return Keys(context.Session);
        },
        ["loading that is cancelled"] = (context, _) => OutcomeAsync(() => context.Session.LoadAsync(new CancellationToken(true))),
        ["commits in between"] = async (context, step) =>
        {
            if (step > 2)
                return Keys(context.Session);
            Fill(context.Session, $"before {step}");
            await context.Session.CommitAsync();
            Fill(context.Session, $"after {step}");
            return Keys(context.Session);
        },
        ["a commit that is cancelled"] = async (context, step) =>
        {
            Fill(context.Session, $"{step}");
            return await OutcomeAsync(() => context.Session.CommitAsync(new CancellationToken(true))) + Keys(context.Session);
        },
        ["a client that is gone"] = (context, step) => Say(context, session =>
        {
            context.RequestAborted = new CancellationToken(true);
            Fill(session, $"{step}");
            return Keys(session);
        }),
        ["too late to begin"] = async (context, _) =>
        {
            await context.Response.StartAsync();
            return Outcome(() => Fill(context.Session, "a"));
        },
        ["late changes"] = async (context, step) =>
        {
            if (step == 1)
                Fill(context.Session, "a");
            if (step == 2)
            {
                await context.Response.WriteAsync("begun ");
                await context.Response.Body.FlushAsync();
                Fill(context.Session, "b");
                context.Session.Remove("a");
            }

            return Keys(context.Session);
        },
        ["callbacks of the start"] = (context, step) => Say(context, session =>
        {
            if (step == 1)
                context.Response.OnStarting(() => Say(context, inner => inner.GetString("a") + Outcome(() => Fill(inner, "at start"))));
            return Keys(session);
        }),
        ["callbacks from further out"] = (context, step) => Say(context, session =>
        {
            if (step == 1)
                Fill(session, "a");
            return Keys(session);
        }),
        ["a request that throws"] = (context, step) =>
        {
            if (step > 1)
                return Task.FromResult(Keys(context.Session));
            Fill(context.Session, "a");
            throw new InvalidDataException("as planned");
        },
        ["out of sight afterwards"] = (context, _) => Say(context, session => Outcome(() => Fill(session, "a"))),
    };

    public static TheoryData<string, Server> Cases
    {
        get
        {
            var cases = new TheoryData<string, Server>();
            foreach (var scenario in Scenarios.Keys)
            {
                cases.Add(scenario, Server.Test);
                cases.Add(scenario, Server.Kestrel);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_browser_sees_the_same(string scenario, Server server)
    {
        var expected = await RunAsync(scenario, server, hasTidemark: false);
        if (scenario != "a request that throws")
            Assert.DoesNotContain("500", expected);

        Assert.Equal(expected, await RunAsync(scenario, server, hasTidemark: true));
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task TempData_in_the_session_lives_as_it_does_there(Server server)
    {
        string[] walk =
        [
            "put?answer=text", "take", "take", "put?answer=away", "peek", "peek", "take", "take", "put?answer=none", "keep", "keep", "take", "take",
            "put?answer=view", "take", "put?answer=throw", "take", "put?answer=text", "put?answer=away", "take", "take",
        ];
        var transcripts = new List<string>();
        foreach (var hasTidemark in new[] { false, true })
        {
            await using var app = await StartAsync(server, hasTidemark, app => app.MapControllers());
            using var client = Hosts.ClientOf(app, server);
            var browser = new Browser(client, []);
            var transcript = new StringBuilder();
            foreach (var step in walk)
                transcript.AppendLine(await StepAsync(browser, $"/slips/{step}", countCookies: false));
            transcripts.Add(transcript.ToString());
        }

        Assert.Equal(transcripts[0], transcripts[1]);
        Assert.Contains("slip", transcripts[1]);
    }

    private static async Task<string> RunAsync(string scenario, Server server, bool hasTidemark)
    {
        await using var app = await StartAsync(server, hasTidemark, app => app.MapGet("/{step:int}", async (int step, HttpContext context) =>
        {
            var said = await Scenarios[scenario](context, step);
            if (scenario == "out of sight afterwards")
                return;
            await context.Response.WriteAsync(said);
        }));
        using var client = Hosts.ClientOf(app, server);
        var browser = new Browser(client, []);
        var transcript = new StringBuilder();
        for (var step = 1; step <= Steps; step++)
            transcript.AppendLine(await StepAsync(browser, $"/{step}?{(scenario == "callbacks from further out" && step == 2 ? "outer" : "")}", countCookies: true));
        return transcript.ToString();
    }

    private static Task<WebApplication> StartAsync(Server server, bool hasTidemark, Action<WebApplication> map) => Hosts.StartAsync(
        services =>
        {
            services.AddControllersWithViews().AddSessionStateTempDataProvider();
            if (hasTidemark)
                services.AddTidemark(options => options.OnThrow = ThrowPolicy.Commit).UseMemory();
            else
                services.AddDistributedMemoryCache().AddSession();
        },
        app =>
        {
            app.UseExceptionHandler(page => page.Run(context => context.Response.WriteAsync("error page")));
            app.UseRouting();
            app.Use(async (context, next) =>
            {
                if (context.Request.QueryString.Value!.Contains("outer", StringComparison.Ordinal))
                    context.Response.OnStarting(() => Say(context, session => Outcome(() => Fill(session, "outer"))));
                await next(context);
                if (!context.Response.HasStarted && context.Response.StatusCode == 200)
                    await context.Response.WriteAsync($"afterwards: {context.Features.Get<ISessionFeature>() is null}");
            });
            if (hasTidemark)
                app.UseTidemark();
            else
                app.UseSession();
            map(app);
        },
        server);

    private static async Task<string> StepAsync(Browser browser, string path, bool countCookies)
    {
        using var response = await browser.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return $"{(int)response.StatusCode} {text} {(countCookies ? Browser.SetCookies(response).Length : null)}";
    }

    private static Task<string> Say(HttpContext context, Func<ISession, string> say) => Task.FromResult(say(context.Session));

    private static void Fill(ISession session, params string[] names)
    {
        foreach (var name in names)
            session.SetString(name, $"value of {name}");
    }

    private static string Keys(ISession session) => string.Join(',', session.Keys.Order(StringComparer.Ordinal));

    private static string Outcome(Action action)
    {
        try
        {
            action();
            return "done ";
        }
        catch (Exception exception)
        {
            return exception.GetType().Name + " ";
        }
    }

    private static async Task<string> OutcomeAsync(Func<Task> action)
    {
        try
        {
            await action();
            return "done ";
        }
        catch (OperationCanceledException)
        {
            return "cancelled ";
        }
    }
}

[Route("slips")]
public sealed class SlipsController : Controller
{
    [HttpGet("put")]
    public IActionResult Put(string answer)
    {
        TempData["slip"] = $"slip for {answer}";
        return answer switch
        {
            "text" => Content("put"),
            "away" => Redirect("/slips/take"),
            "view" => Json(new { Put = true }),
            "throw" => throw new InvalidDataException("as planned"),
            _ => NoContent(),
        };
    }

    [HttpGet("take")]
    public string Take() => $"{TempData["slip"]}";

    [HttpGet("peek")]
    public string Peek() => $"{TempData.Peek("slip")}";

    [HttpGet("keep")]
    public string Keep()
    {
        var slip = $"{TempData["slip"]}";
        TempData.Keep("slip");
        return slip;
    }
}
