using System.Diagnostics;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Row 6: a node whose packets vanish, and whose connections stay open and mute.</summary>
public sealed class BlackholeTests : FaultTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_node_that_is_cut_off_says_so_serves_nothing_old_and_heals_by_itself(int leases)
    {
        var server = await StartServerAsync();
        var proxy = ProxyBefore(server);
        var (a, b) = (NewNode(proxy.ConnectionString), NewNode(server.ConnectionString));
        var (idle, busy) = (await NewVisitorAsync(a), await NewVisitorAsync(a));
        var (inside, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var held = busy.WriteAsync(a, inside: () =>
        {
            inside.SetResult();
            return leave.Task;
        });
        await inside.Task;

        proxy.Blackhole();
        var cut = Stopwatch.GetTimestamp();
        foreach (var told in await Task.WhenAll(idle.WriteAsync(b), busy.WriteAsync(b)))
            Say($"Taken over after {Visitor.Ok(told).Elapsed}");
        Assert.InRange(Stopwatch.GetElapsedTime(cut), TimeSpan.Zero, Node.Lease + Slack);

        // Its own deadline came first: it does not answer from what it kept.
        await Assert.ThrowsAsync<SessionUnavailableException>(() => idle.ReadAsync(a));
        var late = await idle.WriteAsync(a);
        Say($"{late.Fate} after {late.Elapsed}: {late.Words}");
        Assert.Equal(Fate.Refused, late.Fate);
        Assert.Contains("see whether the store is up and reachable from this node", late.Error!.Message);
        Assert.InRange(late.Elapsed, TimeSpan.Zero, Node.StoreTimeout + Slack);
        await Patience.UntilAsync($"{leases} node leases have passed", async () =>
        {
            Visitor.Ok(await idle.WriteAsync(b));
            return Stopwatch.GetElapsedTime(cut) > Node.Lease * leases;
        });

        leave.SetResult();
        var fenced = await held;
        Say($"The one inside: {fenced.Fate} after {fenced.Elapsed}");
        Assert.NotEqual(Fate.Acknowledged, fenced.Fate);
        proxy.Heal();
        var healed = Stopwatch.GetTimestamp();
        await idle.ComesThroughAsync(a);
        Say($"Healed after {Stopwatch.GetElapsedTime(healed)}");
        await busy.ComesThroughAsync(a);
        foreach (var visitor in new[] { idle, busy })
        {
            await visitor.CheckAsync(a);
            await visitor.CheckAsync(b);
        }
    }
}
