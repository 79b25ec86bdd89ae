using System.Diagnostics;

namespace Tidemark.Faults.Tests;

/// <summary>Rows 1, 2 and 16: processes that end without a word.</summary>
public sealed class KillTests(Farm farm) : FaultTest(farm)
{
    [Fact]
    public async Task A_killed_holder_delays_the_next_request_by_no_more_than_the_node_lease()
    {
        var browser = await Browser.StartAsync(A);
        var held = await browser.HoldAsync(A);
        await A.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        var next = Browser.Ok(await browser.SharedAsync(B));
        Say($"The next request waited {next.Elapsed}");
        Assert.InRange(Stopwatch.GetElapsedTime(killed), TimeSpan.Zero, Farm.NodeLease + Slack);
        Assert.False((await held.Answer).IsOk);
        await browser.CheckAsync(C);
        Assert.DoesNotContain(held.Id, (await browser.ReadAsync(C)).Ids);
    }

    [Fact]
    public async Task A_request_that_waits_while_the_holder_is_killed_gets_its_turn()
    {
        var browser = await Browser.StartAsync(A);
        await browser.HoldAsync(A, kind: "exclusive");
        var waiting = await WaitForAsync(A, () => browser.ExclusiveAsync(B));
        await A.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        Browser.Ok(await waiting.Answers[0]);
        Assert.InRange(Stopwatch.GetElapsedTime(killed), TimeSpan.Zero, Farm.NodeLease + Slack);
        await browser.CheckAsync(C);
    }

    [Fact]
    public async Task A_commit_whose_answer_dies_with_the_process_is_applied_once_however_often_it_is_sent()
    {
        var browser = await Browser.StartAsync(A);
        await Wire.ControlAsync(A, "store?dies=true");
        var id = Browser.NewId();
        var first = await browser.SharedAsync(A, id: id);
        Assert.Null(first.Status);
        await A.EndAsync();
        Assert.Contains(id, (await browser.ReadAsync(B)).Ids);
        Browser.Ok(await browser.SharedAsync(B, id: id));
        Browser.Ok(await browser.SharedAsync(C, id: id));
        await browser.CheckAsync(C);
        Assert.Equal(2, (await browser.ReadAsync(B)).Count);
    }
}
