using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tidemark.AspNetCore.Tests;

/// <summary>
/// Requirement 10: ids appear in Set-Cookie and nowhere else. Every test with a <see cref="Site"/> looks for them in its own logs; these
/// show that the look would find one, and go where ids are most likely to slip out.
/// </summary>
public sealed class SecrecyTests
{
    [Fact]
    public async Task Requirement_10_an_id_in_any_log_line_would_be_found()
    {
        var site = await Site.StartAsync(app =>
        {
            Shelf.MapOn(app);
            app.MapGet("/leak", (Session session, ILogger<SecrecyTests> log) => log.LogTrace("{Id}", session.Id.Reveal()));
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await browser.GetTextAsync("/leak");

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(async () => await site.DisposeAsync());
    }

    [Fact]
    public async Task Requirement_10_no_id_in_logs_errors_answers_or_metrics_when_everything_goes_wrong()
    {
        var measured = new ConcurrentQueue<string>();
        using var listener = Listen(measured);
        await using var site = await Site.StartAsync(
            app =>
            {
                app.UseDeveloperExceptionPage();
                app.UseTidemark();
                Shelf.MapOn(app);
                app.MapGet("/throw", (HttpContext context) => { throw new InvalidDataException($"{context.GetSession().Id} {context.GetSession()}"); });
                app.MapGet("/too-large", async (Session session) => await session.SetAsync(Shelf.Name, new string('x', 2_000_000)));
            },
            Server.Kestrel,
            builder => builder.Configure(options => options.StoreTimeout = TimeSpan.FromSeconds(1)),
            environment: "Development", placeMiddleware: false);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await browser.GetTextAsync("/renew");
        var answers = new List<string>();

        async Task AskAsync(string path)
        {
            using var response = await browser.GetAsync(path);
            answers.Add($"{response.Content.Headers} {response.ReasonPhrase} {await response.Content.ReadAsStringAsync()}");
        }

        await AskAsync("/throw");
        await AskAsync("/too-large");
        site.Store.RefusesCommits = true;
        await AskAsync("/add/b");
        site.Store.IsDown = true;
        await AskAsync("/add/c");
        (site.Store.IsDown, site.Store.RefusesCommits) = (false, false);
        await AskAsync("/end");

        Assert.NotEmpty(site.IssuedIds);
        Assert.Contains(site.Log.Lines, line => line.Level == LogLevel.Error);
        Assert.NotEmpty(measured);
        foreach (var id in site.IssuedIds)
        {
            // The developer page shows the developer's own request, cookies included; that page is the framework's.
            Assert.DoesNotContain(answers.Skip(2), answer => answer.Contains(id, StringComparison.Ordinal));
            Assert.DoesNotContain(measured, line => line.Contains(id, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Forged_and_failing_requests_are_counted()
    {
        var measured = new ConcurrentQueue<string>();
        using var listener = Listen(measured);
        await using var site = await Site.StartAsync(
            Shelf.MapOn, setup: builder => builder.Configure(options => options.StoreTimeout = TimeSpan.FromSeconds(1)));
        var (malformed, unknown, real) = (site.NewBrowser(), site.NewBrowser(), site.NewBrowser());
        malformed.Token = "x";
        unknown.Token = SessionId.New().Reveal();
        await real.GetTextAsync("/add/a");

        await malformed.GetTextAsync("/list");
        await unknown.GetTextAsync("/list");
        site.Store.RefusesCommits = true;
        await real.GetAsync("/add/b");
        site.Store.IsDown = true;
        await real.GetAsync("/list");

        foreach (var name in new[] { "malformed_ids", "failed_commits", "failed_opens" })
            Assert.Contains($"tidemark.http.{name} 1 ", measured);
        Assert.Contains("tidemark.sessions.unknown 1 ", measured);
    }

    private static MeterListener Listen(ConcurrentQueue<string> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Tidemark")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            measured.Enqueue($"{instrument.Name} {value} {string.Join(' ', tags.ToArray())}"));
        listener.Start();
        return listener;
    }
}
