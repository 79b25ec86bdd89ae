namespace Tidemark.Redis.Tests.Faults;

/// <summary>Row 25: what the server tells the nodes is lost, or comes late and all at once. It costs time only.</summary>
public sealed class SignalTests : FaultTest
{
    [Fact]
    public async Task A_node_that_hears_nothing_learns_from_its_beats_who_waits_and_bears_what_comes_late()
    {
        var server = await StartServerAsync();
        var proxy = ProxyBefore(server);
        var (a, b) = (NewNode(proxy.ConnectionString), NewNode(proxy.ConnectionString));
        var visitor = await NewVisitorAsync(a);
        await visitor.ComesThroughAsync(b);
        await visitor.ComesThroughAsync(a);
        await Patience.UntilAsync("both nodes listen", async () => (await server.RunAsync("PUBSUB", "CHANNELS", $"{Node.Prefix}:*")).Items.Count == 2);
        proxy.HoldSubscriptions();
        for (var number = 1; number < 5; number++)
        {
            var told = Visitor.Ok(await visitor.WriteAsync(number % 2 == 0 ? a : b));
            Say($"Waited {told.Elapsed}");
            Assert.InRange(told.Elapsed, TimeSpan.Zero, (Node.Lease / 3) + Slack);
        }

        // Recalls of leases that went back long ago, and one for each time that a waiter asked.
        var others = await NewVisitorsAsync(3, a, b);
        proxy.LetGo();
        await Task.WhenAll(others.Append(visitor).SelectMany(each => Enumerable.Range(0, 6).Select(async number =>
            Visitor.Ok(await each.WriteAsync(number % 2 == 0 ? a : b)))));
        foreach (var each in others.Append(visitor))
            await each.CheckAsync(b);
    }

    [Fact]
    public async Task Subscriptions_that_are_cut_again_and_again_fail_no_request()
    {
        var server = await StartServerAsync();
        var (a, b) = (NewNode(server.ConnectionString), NewNode(server.ConnectionString));
        var visitors = await NewVisitorsAsync(4, a, b);
        await using (var load = new Load(visitors, a, b))
        {
            for (var cut = 0; cut < 15; cut++)
            {
                await load.ProgressAsync(4);
                await server.RunAsync("CLIENT", "KILL", "TYPE", "pubsub");
            }

            Say($"{load.Acknowledged} acknowledged");
            Assert.Empty(load.Failures);
        }

        // They are made anew: a waiter does not have to wait for a beat.
        await Patience.UntilAsync("both nodes listen again", async () => (await server.RunAsync("PUBSUB", "CHANNELS", $"{Node.Prefix}:*")).Items.Count == 2);
        foreach (var visitor in visitors)
            await visitor.CheckAsync(b);
    }
}
