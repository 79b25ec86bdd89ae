using Tidemark.Redis.Scripts;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Row 34: a connection on which replies come to the wrong requests.</summary>
public sealed class SwapTests : FaultTest
{
    [Fact]
    public async Task Two_readers_whose_replies_are_swapped_see_each_its_own_session()
    {
        var (proxy, a, b) = await StartAsync();
        var visitors = await NewVisitorsAsync(2, b);
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(visitors.Select(visitor => visitor.ReadAsync(a)));
            var swapped = proxy.SwapNextTwoReplies(HashOf(RedisScript.Load));
            var lists = await Task.WhenAll(visitors.Select(visitor => visitor.ReadAsync(a)));
            await swapped.WaitAsync(Patience.Longest, TestContext.Current.CancellationToken);
            foreach (var (visitor, list) in visitors.Zip(lists))
                visitor.Ledger.Check(list!);
            AssertNoticed(round + 1);
        }
    }

    [Fact]
    public async Task Two_commits_whose_replies_are_swapped_apply_once_and_are_acknowledged()
    {
        var (proxy, a, b) = await StartAsync();
        var visitors = await NewVisitorsAsync(2, a);
        var swapped = proxy.SwapNextTwoReplies(HashOf(RedisScript.Commit));
        Assert.All(await Task.WhenAll(visitors.Select(visitor => visitor.WriteAsync(a))), told => Visitor.Ok(told));
        await swapped.WaitAsync(Patience.Longest, TestContext.Current.CancellationToken);
        AssertNoticed(1);
        await CheckAsync(visitors, a, b, 2);
    }

    [Fact]
    public async Task Two_requests_that_are_given_each_other_s_lease_take_neither()
    {
        var (proxy, a, b) = await StartAsync();
        var visitors = await NewVisitorsAsync(2, b);
        var swapped = proxy.SwapNextTwoReplies(HashOf(RedisScript.Grant));
        Assert.All(await Task.WhenAll(visitors.Select(visitor => visitor.WriteAsync(a))), told => Visitor.Ok(told));
        await swapped.WaitAsync(Patience.Longest, TestContext.Current.CancellationToken);
        AssertNoticed(1);
        await CheckAsync(visitors, a, b, 2);
    }

    // One node behind the proxy, one beside it. Both have met all scripts.
    private async Task<(Servers.TcpProxy Proxy, Node A, Node B)> StartAsync()
    {
        var server = await StartServerAsync();
        var proxy = ProxyBefore(server);
        var (a, b) = (NewNode(proxy.ConnectionString), NewNode(server.ConnectionString));
        var first = await NewVisitorAsync(a);
        Visitor.Ok(await first.WriteAsync(b));
        Visitor.Ok(await first.WriteAsync(a));
        return (proxy, a, b);
    }

    private void AssertNoticed(int times) =>
        Assert.Equal(times, Log.Lines.Count(line => line.Text.Contains("The connection to Redis is made anew", StringComparison.Ordinal)));

    private static async Task CheckAsync(Visitor[] visitors, Node a, Node b, int count)
    {
        foreach (var visitor in visitors)
        {
            await visitor.CheckAsync(b);
            await visitor.CheckAsync(a);
            Assert.Equal(count, (await visitor.ReadAsync(b))!.Count);
        }
    }

    private static string HashOf(RedisScript script) => Convert.ToHexStringLower(script.Hash);
}
