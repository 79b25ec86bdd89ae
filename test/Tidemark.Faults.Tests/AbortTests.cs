namespace Tidemark.Faults.Tests;

/// <summary>Row 33: clients that go away in mid-request.</summary>
public sealed class AbortTests(Farm farm) : FaultTest(farm)
{
    [Fact]
    public async Task A_request_whose_client_goes_away_is_stored_wholly_or_not_at_all()
    {
        var seed = Random.Shared.Next();
        Say($"Seed {seed}");
        var random = new Random(seed);
        var browser = await Browser.StartAsync(A, "one,two");
        var aborted = new List<Task<Answer>>();
        for (var number = 0; number < 120; number++)
        {
            // Cut at any moment: before the handler, inside it, in the commit, in the answer.
            var gone = new CancellationTokenSource(TimeSpan.FromMicroseconds(random.Next(40_000)));
            aborted.Add(browser.SharedAsync(Farm.Any(number % 2), "one,two", hold: random.Next(3), gone: gone.Token));
            if (number % 10 == 9)
                Browser.Ok(await browser.SharedAsync(C, "one,two"));
        }

        var answers = await Task.WhenAll(aborted);
        var cut = answers.Count(answer => answer.Status is null);
        Say($"{cut} of {answers.Length} requests were cut off");
        Assert.InRange(cut, 10, answers.Length);
        Browser.Ok(await browser.SharedAsync(A, "one,two"));
        var (one, two) = (await browser.ReadAsync(B, "one"), await browser.ReadAsync(B, "two"));
        Assert.Equal(one.Ids.Order(), two.Ids.Order());
        await browser.CheckAsync(B, "one");
        await browser.CheckAsync(B, "two");
    }

    [Fact]
    public async Task A_client_that_goes_away_inside_the_session_or_while_it_waits_keeps_nobody_out()
    {
        var browser = await Browser.StartAsync(A);
        using var gone = new CancellationTokenSource();
        var held = await browser.HoldAsync(A, "exclusive", gone.Token);
        Func<Task<Answer>> SendTo(int number) => () => browser.SharedAsync(Farm.Any(number), gone: gone.Token);
        var waiting = await WaitForAsync(A, [.. Enumerable.Range(0, 6).Select(SendTo)]);
        await gone.CancelAsync();
        Assert.All(await Task.WhenAll(waiting.Answers.Append(held.Answer)), answer => Assert.Null(answer.Status));
        Assert.InRange(Browser.Ok(await browser.SharedAsync(B)).Elapsed, TimeSpan.Zero, Slack);
        Assert.InRange(Browser.Ok(await browser.ExclusiveAsync(A)).Elapsed, TimeSpan.Zero, Slack);
        var journal = await browser.ReadAsync(C);
        Assert.DoesNotContain(held.Id, journal.Ids);
        browser.History().Check(journal);
    }
}
