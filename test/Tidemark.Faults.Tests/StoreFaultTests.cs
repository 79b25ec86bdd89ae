using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;

namespace Tidemark.Faults.Tests;

/// <summary>
/// Rows 6, 7 and 17: a store that one server cannot reach, that swallows answers, that is slow, or that another process keeps locked.
/// SQLite has no network to cut: calls are lost between the core and the store, inside the server.
/// </summary>
public sealed class StoreFaultTests(Farm farm) : FaultTest(farm)
{
    private static readonly TimeSpan StoreTimeout = new Node.Seat("").StoreTimeout;

    [Fact]
    public async Task A_server_cut_off_from_the_store_says_so_in_time_and_others_take_over()
    {
        var (idle, busy) = (await Browser.StartAsync(A), await Browser.StartAsync(A));
        var held = await busy.HoldAsync(A);
        await Wire.ControlAsync(A, "store?down=true");
        var cut = Stopwatch.GetTimestamp();
        Assert.All(await Task.WhenAll(idle.SharedAsync(B), busy.SharedAsync(C)), answer => Browser.Ok(answer));
        Assert.InRange(Stopwatch.GetElapsedTime(cut), TimeSpan.Zero, Farm.NodeLease + Slack);

        // Its own deadline came first: it does not answer from what it kept.
        foreach (var answer in await Task.WhenAll(idle.SharedAsync(A), idle.GetAsync(A, "/look"), idle.GetAsync(A, "/read")))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.InRange(answer.Elapsed, TimeSpan.Zero, StoreTimeout + Slack);
        }

        await Wire.ControlAsync(A, "store?down=false");
        await Wire.WhenWellAsync(A);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await held.LetGoAsync()).Status);
        foreach (var browser in new[] { idle, busy })
        {
            Browser.Ok(await browser.SharedAsync(A));
            await browser.CheckAsync(B);
        }
    }

    [Theory]
    [InlineData("request-lost")]
    [InlineData("answer-lost")]
    [InlineData("answer-late")]
    public async Task Calls_that_get_lost_on_their_way_apply_once(string fault)
    {
        try
        {
            var browser = await Browser.StartAsync(A);
            for (var number = 0; number < 12; number++)
            {
                var server = Farm.Any(number);
                await Wire.ControlAsync(server, $"script?verb=Commit&fault={fault}&times=2&late=50");
                await Wire.ControlAsync(server, $"script?verb=Acquire&fault={fault}&times=1&late=50");
                Browser.Ok(await browser.SharedAsync(server));
            }

            await browser.CheckAsync(C);
            Assert.Equal(13, (await browser.ReadAsync(C)).Count);
        }
        finally
        {
            // What is left of the scripts ends with the processes.
            await Task.WhenAll(Farm.All.Select(server => server.KillAsync()));
        }
    }

    [Fact]
    public async Task A_slow_store_makes_requests_slow_and_no_more()
    {
        var browsers = await Task.WhenAll(Enumerable.Range(0, 9).Select(number => Browser.StartAsync(Farm.Any(number))));
        foreach (var server in Farm.All)
            await Wire.ControlAsync(server, "store?late=200");
        var before = await Wire.NumbersAsync(Farm.All);
        var answers = await Task.WhenAll(browsers.SelectMany(browser => Enumerable.Range(0, 6).Select(number => browser.SharedAsync(Farm.Any(number)))));
        var calls = (await Wire.NumbersAsync(Farm.All) - before).StoreCalls;
        Say($"{(double)calls / answers.Length} store calls a request; the slowest took {answers.Max(answer => answer.Elapsed)}");
        Assert.All(answers, answer => Browser.Ok(answer));
        Assert.InRange(calls, answers.Length, answers.Length * 4);
        foreach (var browser in browsers)
            await browser.CheckAsync(A);
    }

    [Fact]
    public async Task A_file_that_another_process_keeps_locked_is_an_error_in_time_and_reads_go_on()
    {
        var browser = await Browser.StartAsync(A);
        var other = await Browser.StartAsync(B);
        await using (var connection = new SqliteConnection($"Data Source={Farm.File};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = connection.BeginTransaction(deferred: false);
            var writes = new[] { browser.SharedAsync(A), browser.SharedAsync(C), other.SharedAsync(A), other.SharedAsync(B) };
            Assert.Equal(1, (await browser.ReadAsync(B)).Count);
            foreach (var write in writes)
            {
                var answer = await write;
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
                Assert.InRange(answer.Elapsed, TimeSpan.Zero, StoreTimeout * 2 + Slack);
            }

            Assert.Equal(1, (await browser.ReadAsync(C)).Count);
        }

        await Task.WhenAll(Farm.All.Select(Wire.WhenWellAsync));
        foreach (var server in Farm.All)
        {
            Browser.Ok(await browser.SharedAsync(server));
            Browser.Ok(await other.SharedAsync(server));
        }

        await browser.CheckAsync(A);
        await other.CheckAsync(A);
    }
}
