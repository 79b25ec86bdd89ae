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

    public static TheoryData<string, Server> Cases
    {
        get
        {
            var cases = new TheoryData<string, Server>();
            foreach (var scenario in SessionScenarios.Names)
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
            var said = await SessionScenarios.RunAsync(scenario, context, step);
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
                    context.Response.OnStarting(() => SessionScenarios.FillAsync(context, "outer"));
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
