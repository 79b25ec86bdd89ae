namespace Tidemark.Faults.Tests;

/// <summary>Requests that only read, and those that are mostly done, beside a writer.</summary>
public sealed class ReadOnlyTests(Farm farm) : FaultTest(farm)
{
    [Fact]
    public async Task Readers_are_answered_at_once_while_a_writer_has_the_session_and_do_not_disturb_it()
    {
        var browser = await Browser.StartAsync(A);
        var held = await browser.HoldAsync(A, "exclusive");
        var before = await Wire.NumbersAsync(Farm.All);
        for (var number = 0; number < 60; number++)
        {
            var read = Browser.Ok(await browser.GetAsync(Farm.Any(number), "/read"));
            Assert.InRange(read.Elapsed, TimeSpan.Zero, Slack);
            Assert.DoesNotContain(held.Id, read.Body);
        }

        var counted = await Wire.NumbersAsync(Farm.All) - before;
        Assert.False(held.Answer.IsCompleted);
        Assert.Equal(0, counted.Recalls);
        Assert.Equal(0, counted.Granted);
        Assert.Equal(0, counted.Calls("acquire"));
        Browser.Ok(await held.LetGoAsync());
        Assert.Contains(held.Id, (await browser.ReadAsync(C)).Ids);
        await browser.CheckAsync(B);
    }

    [Fact]
    public async Task A_long_answer_does_not_keep_the_session_from_others()
    {
        var browser = await Browser.StartAsync(A);
        using (await browser.StreamAsync(A))
        {
            var elsewhere = Browser.Ok(await browser.ExclusiveAsync(B));
            Assert.InRange(elsewhere.Elapsed, TimeSpan.Zero, Slack);
            var here = Browser.Ok(await browser.ExclusiveAsync(A));
            Assert.InRange(here.Elapsed, TimeSpan.Zero, Slack);
            using (await browser.StreamAsync(B))
                Assert.InRange(Browser.Ok(await browser.SharedAsync(C)).Elapsed, TimeSpan.Zero, Slack);
        }

        await browser.CheckAsync(C);
    }
}
