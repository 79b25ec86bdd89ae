using System.Diagnostics;
using Tidemark.Faults.Node;

namespace Tidemark.Faults.Tests;

/// <summary>Rows 24 and 35: servers that shut down, one after another or all at once, and come back.</summary>
public sealed class ShutdownTests(Farm farm) : FaultTest(farm)
{
    // A lease that was not given back would last longer than this after a shutdown, however often it is tried. A busy machine can be slow once.
    private static readonly TimeSpan AtOnce = Farm.NodeLease / 2;

    [Fact]
    public async Task A_session_of_a_server_that_shut_down_is_free_at_once()
    {
        var browser = await Browser.StartAsync(B);
        await Patience.UntilAsync("the session is free at once", async () =>
        {
            Browser.Ok(await browser.SharedAsync(A));
            A.Terminate();
            Assert.Equal(0, await A.EndAsync());
            var next = Browser.Ok(await browser.SharedAsync(B));
            await Farm.RestartAsync(0);
            return next.Elapsed < AtOnce;
        });
        await browser.CheckAsync(C);
    }

    [Fact]
    public async Task A_request_that_is_inside_when_its_server_shuts_down_ends_well_and_the_next_one_follows_at_once()
    {
        var browser = await Browser.StartAsync(B);
        await Patience.UntilAsync("the next one follows at once", async () =>
        {
            var id = Browser.NewId();
            var last = browser.SharedAsync(A, hold: 4_000, id: id);
            await Wire.WhenInsideAsync(A, id);
            var waiting = await WaitForAsync(A, () => browser.ExclusiveAsync(B));
            A.Terminate();
            var left = Browser.VisitOf(await last).Left;
            var entered = Browser.VisitOf(await waiting.Answers[0]).Entered;
            Assert.Equal(0, await A.EndAsync());
            await Farm.RestartAsync(0);
            return Stopwatch.GetElapsedTime(left, entered) < AtOnce;
        });
        await browser.CheckAsync(C);
    }

    [Fact]
    public async Task A_rolling_restart_under_load_fails_no_request()
    {
        var browsers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Browser.StartAsync(Farm.Any(number))));
        using var enough = new CancellationTokenSource();
        var load = browsers.SelectMany(browser => new[] { LoadAsync(browser, 0, enough.Token), LoadAsync(browser, 1, enough.Token) }).ToArray();
        for (var round = 0; round < 6; round++)
        {
            var server = Farm.Any(round);
            server.Terminate();
            Assert.Equal(0, await server.EndAsync());
            await Farm.RestartAsync(round % 3);
        }

        await enough.CancelAsync();
        await Task.WhenAll(load);
        foreach (var browser in browsers)
        {
            await browser.CheckAsync(A);
            browser.History().CheckNoneFailed(await browser.ReadAsync(B));
        }

        var done = browsers.Sum(browser => browser.History().Acknowledged);
        Say($"{done} requests were answered");
        Assert.True(done > 200, $"Only {done} requests: too little to prove anything.");
    }

    [Fact]
    public async Task A_restart_of_all_servers_costs_a_thousand_sessions_few_calls_of_the_store()
    {
        const int sessions = 1_000;
        var browsers = new Browser[sessions];
        await Parallel.ForAsync(0, sessions, At(32), async (number, _) => browsers[number] = await Browser.StartAsync(Farm.Any(number)));
        foreach (var server in Farm.All)
            server.Terminate();
        foreach (var server in Farm.All)
            Assert.Equal(0, await server.EndAsync());
        await Task.WhenAll(Enumerable.Range(0, 3).Select(number => Farm.RestartAsync(number)));

        // A store that is slow because the machine is busy may put one off.
        var asked = 0;
        await Parallel.ForAsync(0, sessions, At(32), async (number, _) => await Patience.UntilAsync("the session is served again", async () =>
        {
            Interlocked.Increment(ref asked);
            return (await browsers[number].SharedAsync(Farm.Any(number / 7))).IsOk;
        }));
        var numbers = await Wire.NumbersAsync(Farm.All);
        Say($"{(double)numbers.StoreCalls / asked} store calls a request, of {asked}");
        Assert.InRange(numbers.StoreCalls, sessions, asked * 3);
        await Parallel.ForAsync(0, sessions, At(32), async (number, _) => await browsers[number].CheckAsync(Farm.Any(number)));
    }

    private async Task LoadAsync(Browser browser, int first, CancellationToken enough)
    {
        for (var number = first; !enough.IsCancellationRequested; number++)
            await browser.SharedAsync(Farm.Any(number), hold: number % 4);
    }

    private static ParallelOptions At(int once) =>
        new() { MaxDegreeOfParallelism = once, CancellationToken = TestContext.Current.CancellationToken };
}
