using System.Diagnostics;
using System.Net;

namespace Tidemark.Faults.Tests;

/// <summary>Rows 3, 4 and 26: a holder that does not run, or does not listen.</summary>
public sealed class FreezeTests(Farm farm) : FaultTest(farm)
{
    [Fact]
    public async Task A_frozen_holder_is_replaced_and_what_it_commits_late_is_refused()
    {
        var browser = await Browser.StartAsync(A);
        var held = await browser.HoldAsync(A);
        Farm.FreezeBetweenWrites(A);
        var frozen = Stopwatch.GetTimestamp();
        var next = Browser.Ok(await browser.SharedAsync(B));
        Say($"The next request waited {next.Elapsed}");
        Assert.InRange(Stopwatch.GetElapsedTime(frozen), TimeSpan.Zero, Farm.NodeLease + Slack);
        await Patience.UntilAsync("three node leases have passed", async () =>
        {
            Browser.Ok(await browser.SharedAsync(C));
            return Stopwatch.GetElapsedTime(frozen) > Farm.NodeLease * 3;
        });

        A.Thaw();
        var late = await held.LetGoAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.Status);
        Assert.Contains("was not saved", late.Body);
        await Patience.UntilAsync("the log reports the refusal", () => Task.FromResult(A.Words.Contains(nameof(SessionCommitException))));
        await browser.CheckAsync(B);
        Browser.Ok(await browser.SharedAsync(A));
        Browser.Ok(await browser.ExclusiveAsync(A));
        await browser.CheckAsync(A);
    }

    [Fact]
    public async Task A_request_that_waits_for_a_frozen_holder_in_vain_is_told_who_has_the_session()
    {
        var browser = await Browser.StartAsync(A);
        await using var bystander = new Bystander(Farm, Farm.NodeLease / 2);

        // The store knows the route of whoever acquired or committed last: a frozen process cannot say who came after.
        await Patience.UntilAsync("one who waits is told of the frozen holder, before that loses its lease", async () =>
        {
            var held = await browser.HoldAsync(A);
            Farm.FreezeBetweenWrites(A);
            var isExplained = await IsExplainedAsync(bystander, browser, "shared", Farm.NodeLease / 2);
            A.Thaw();
            await held.LetGoAsync();
            return isExplained;
        });
        await browser.CheckAsync(A);
    }

    [Fact]
    public async Task A_request_that_waits_for_a_deaf_handler_in_vain_is_told_its_route()
    {
        var browser = await Browser.StartAsync(A);
        var held = await browser.HoldAsync(A, "exclusive");

        // The holder tells the store who is inside when it is asked for the second time.
        await using var bystander = new Bystander(Farm, TimeSpan.FromSeconds(5));
        await Patience.UntilAsync(
            "one who waits is told of the holder", () => IsExplainedAsync(bystander, browser, "exclusive", TimeSpan.FromSeconds(5)));
        Browser.Ok(await held.LetGoAsync());
        Browser.Ok(await browser.ExclusiveAsync(B));
        await browser.CheckAsync(A);
    }

    [Fact]
    public async Task A_holder_whose_thread_pool_is_blocked_keeps_its_session_or_gives_it_up_but_not_both()
    {
        var browser = await Browser.StartAsync(A);
        var id = Browser.NewId();
        var request = browser.SharedAsync(A, hold: 300, id: id);
        await Wire.WhenInsideAsync(A, id);
        var stalled = Wire.SendAsync(A, HttpMethod.Post, "/control/stall?items=100&ms=400", null, default);
        var others = Enumerable.Range(0, 12).Select(number => browser.SharedAsync(Farm.Any(1 + number % 2))).ToArray();

        // The server cuts connections that it could not serve for long: the answer may be lost, and so may that to the order to stall.
        var late = await request;
        await stalled;
        Say($"The request that was stalled: {late.Status} after {late.Elapsed}");
        Assert.True(late.Elapsed > TimeSpan.FromSeconds(1), "Nothing was stalled.");
        Assert.All(await Task.WhenAll(others), answer => Browser.Ok(answer));
        await browser.CheckAsync(B);

        // Who was blocked for so long had no answer from its store either.
        await Wire.WhenWellAsync(A);
        Browser.Ok(await browser.SharedAsync(A));
        await browser.CheckAsync(A);
    }

    // False if the store was too slow to say who has the session, as it is on a busy machine.
    private async Task<bool> IsExplainedAsync(Bystander bystander, Browser browser, string route, TimeSpan wait)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await using var session = await bystander.Sessions.OpenAsync(browser.Session, SessionAccess.Shared, "the bystander");
            return false;
        }
        catch (SessionLockTimeoutException refused)
        {
            Say(refused.Message);
            Assert.InRange(Stopwatch.GetElapsedTime(began), wait * 0.9, wait + Slack);
            if (refused.HolderNode is not { } holder)
            {
                Assert.Contains("the store has not answered yet", refused.Message);
                return false;
            }

            Assert.Contains($"/{route}/{{id}}", refused.HolderPurpose);
            Assert.Contains(refused.HolderPurpose, refused.Message);
            Assert.Contains($"{holder}", refused.Message);
            Assert.True(refused.Held > TimeSpan.Zero);
            return true;
        }
    }
}
