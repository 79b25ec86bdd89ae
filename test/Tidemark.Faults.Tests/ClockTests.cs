using System.Net;

namespace Tidemark.Faults.Tests;

/// <summary>Rows 5 and 19: servers whose clocks lie. The file's clock is the machine's.</summary>
public sealed class ClockTests(Farm farm) : FaultTest(farm)
{
    [Fact]
    public async Task A_clock_that_jumps_in_mid_request_loses_nothing()
    {
        var browser = await Browser.StartAsync(A);
        var held = await browser.HoldAsync(A);
        await Wire.ControlAsync(A, $"clock?skip={(int)(Farm.NodeLease * 3).TotalMilliseconds}");
        var answer = await held.LetGoAsync();
        Say($"The request over the jump: {answer.Status} {answer.Body}");
        Browser.Ok(await browser.SharedAsync(A));
        Browser.Ok(await browser.SharedAsync(B));
        await browser.CheckAsync(C);
    }

    [Fact]
    public async Task A_holder_whose_clock_stands_still_is_fenced_by_the_store()
    {
        var browser = await Browser.StartAsync(A);
        var held = await browser.HoldAsync(A);

        // As on a suspended machine: no heartbeat leaves it, and when it goes on it believes that no time has passed, and its store has just answered.
        await Wire.ControlAsync(A, "store?beats=false");
        await Wire.ControlAsync(A, "clock?still=true");
        await Browser.StartAsync(A);
        Browser.Ok(await browser.SharedAsync(B));
        var before = await Wire.NumbersAsync(A);
        var late = await held.LetGoAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.Status);
        Assert.Contains("was not saved", late.Body);
        Assert.Equal(1, (await Wire.NumbersAsync(A) - before).Fenced);
        await Wire.ControlAsync(A, "clock?still=false");
        await Wire.ControlAsync(A, "store?beats=true");
        await Wire.WhenWellAsync(A);
        Browser.Ok(await browser.SharedAsync(A));
        await browser.CheckAsync(B);
    }

    [Fact]
    public async Task Clocks_that_differ_by_hours_change_nothing()
    {
        try
        {
            await Task.WhenAll(Farm.RestartAsync(0, TimeSpan.FromHours(5)), Farm.RestartAsync(1, TimeSpan.FromHours(-7)));
            var browser = await Browser.StartAsync(A);
            await Task.WhenAll(Enumerable.Range(0, 30).Select(number => browser.SharedAsync(Farm.Any(number))));
            for (var number = 0; number < 6; number++)
                Browser.Ok(await browser.ExclusiveAsync(Farm.Any(number)));
            Assert.Empty(browser.History().Failures);
            await browser.CheckAsync(A);
            await browser.CheckAsync(B);

            // Nor does a dead node live on, or a live one die, by the wrong clock of another.
            await browser.HoldAsync(A);
            await A.KillAsync();
            Assert.InRange(Browser.Ok(await browser.SharedAsync(B)).Elapsed, TimeSpan.Zero, Farm.NodeLease + Slack);
            await browser.CheckAsync(C);
        }
        finally
        {
            await Task.WhenAll(Farm.RestartAsync(0), Farm.RestartAsync(1));
        }
    }
}
