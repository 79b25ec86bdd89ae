namespace Tidemark.Faults.Tests;

/// <summary>Row 25: what the store tells its nodes is a hint. Without it everything works, only slower.</summary>
public sealed class HintTests(Farm farm) : FaultTest(farm)
{
    [Theory]
    [InlineData("doubled=true")]
    [InlineData("late=700")]
    [InlineData("doubled=true&late=300")]
    public async Task Signals_that_go_astray_cost_time_only(string how)
    {
        var browser = await Browser.StartAsync(A);
        foreach (var server in Farm.All)
            await Wire.ControlAsync(server, $"signals?{how}");
        await Task.WhenAll(Enumerable.Range(0, 30).Select(number => browser.SharedAsync(Farm.Any(number))));
        for (var number = 0; number < 4; number++)
            Browser.Ok(await browser.ExclusiveAsync(Farm.Any(number)));
        Assert.Empty(browser.History().Failures);
        await browser.CheckAsync(B);
    }

    [Fact]
    public async Task A_recall_that_is_lost_comes_with_the_holder_s_next_beat()
    {
        var browser = await Browser.StartAsync(A);
        await Wire.ControlAsync(A, "signals?lost=true");
        var before = await Wire.NumbersAsync(A);
        Assert.InRange(Browser.Ok(await browser.SharedAsync(B)).Elapsed, TimeSpan.Zero, (Farm.NodeLease / 3) + Slack);
        Assert.Equal(1, (await Wire.NumbersAsync(A) - before).Recalls);
        await browser.CheckAsync(C);
    }

    [Fact]
    public async Task A_server_that_hears_no_signal_at_all_still_gives_its_sessions_to_others()
    {
        var browser = await Browser.StartAsync(A);
        foreach (var server in Farm.All)
            await Wire.ControlAsync(server, "signals?lost=true");
        for (var number = 1; number < 4; number++)
            Browser.Ok(await browser.SharedAsync(Farm.Any(number)));
        await browser.CheckAsync(B);
    }
}
