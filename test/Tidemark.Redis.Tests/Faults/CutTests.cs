using Tidemark.Redis.Scripts;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Row 7: connections that are reset in mid-commit, answers that do not come, bytes that come one by one.</summary>
public sealed class CutTests : FaultTest
{
    private static readonly string Commit = Convert.ToHexStringLower(RedisScript.Commit.Hash);

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 60)]
    [InlineData(false, 0)]
    [InlineData(false, 7)]
    public async Task A_commit_whose_connection_is_reset_applies_once(bool isRequest, int bytes)
    {
        var server = await StartServerAsync();
        var proxy = ProxyBefore(server);
        var (a, b) = (NewNode(proxy.ConnectionString), NewNode(server.ConnectionString));
        var visitor = await NewVisitorAsync(a);
        for (var round = 0; round < 3; round++)
        {
            var cut = isRequest ? proxy.CutRequest(Commit, bytes) : proxy.CutReply(Commit, bytes);
            var id = Visitor.NewId();
            var told = await visitor.WriteAsync(a, id: id);
            Assert.True(cut.IsCompletedSuccessfully);
            Say($"{told.Fate} after {told.Elapsed}");
            if (told.IsOk)
                continue;

            // It is sent again by its client.
            Assert.Equal(Fate.Unknown, told.Fate);
            await Patience.UntilAsync("it comes through", async () => (await visitor.WriteAsync(a, id: id)).IsOk);
        }

        await visitor.CheckAsync(b);
        Assert.Equal(4, (await visitor.ReadAsync(b))!.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_without_an_answer_is_unknown_and_settled_when_it_is_sent_again(bool isRequest)
    {
        var server = await StartServerAsync();
        var proxy = ProxyBefore(server);
        var (a, b) = (NewNode(proxy.ConnectionString), NewNode(server.ConnectionString));
        var visitor = await NewVisitorAsync(a);
        var id = Visitor.NewId();
        var told = await visitor.WriteAsync(a, id: id, inside: () =>
        {
            if (isRequest)
                proxy.HoldRequests();
            else
                proxy.HoldReplies();
            return Task.CompletedTask;
        });
        Say($"{told.Fate} after {told.Elapsed}: {told.Words}");
        Assert.Equal(Fate.Unknown, told.Fate);
        Assert.Contains("Whether the commit was applied is unknown", told.Error!.Message);
        Assert.InRange(told.Elapsed, TimeSpan.Zero, Node.StoreTimeout + Slack);

        // What was held back arrives late, on connections that nobody listens to any more.
        proxy.LetGo();
        await Patience.UntilAsync("it comes through elsewhere", async () => (await visitor.WriteAsync(b, id: id)).IsOk);
        await visitor.ComesThroughAsync(a);
        await visitor.CheckAsync(b);
        Assert.Single(await visitor.ReadAsync(b) ?? [], id);
    }

    [Fact]
    public async Task Connections_that_are_reset_at_any_moment_lose_and_double_nothing()
    {
        var server = await StartServerAsync();
        var proxy = ProxyBefore(server);
        var (a, b) = (NewNode(proxy.ConnectionString), NewNode(proxy.ConnectionString));
        var visitors = await NewVisitorsAsync(6, a, b);
        await using (var load = new Load(visitors, a, b))
        {
            for (var cut = 0; cut < 12; cut++)
            {
                await load.ProgressAsync(7);
                proxy.CutAll();
            }

            await load.ProgressAsync();
            Say($"{load.Acknowledged} acknowledged, {load.Failures.Count} failed");
        }

        foreach (var visitor in visitors)
        {
            await visitor.ComesThroughAsync(a);
            await visitor.CheckAsync(b);
        }
    }

    [Fact]
    public async Task Bytes_that_come_one_by_one_are_read_as_what_they_are()
    {
        var server = await StartServerAsync();
        var proxy = ProxyBefore(server);
        void Patient(RedisStoreOptions options) => options.CallTimeout = TimeSpan.FromSeconds(10);
        void Slow(TidemarkOptions options) => (options.NodeLease, options.StoreTimeout) = (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));
        var (a, b) = (NewNode(proxy.ConnectionString, Patient, Slow), NewNode(proxy.ConnectionString, Patient, Slow));
        var visitors = await NewVisitorsAsync(4, a, b);
        proxy.OneByteAtATime();
        foreach (var node in new[] { a, b, a })
            Assert.All(await Task.WhenAll(visitors.Select(visitor => visitor.WriteAsync(node))), told => Visitor.Ok(told));
        foreach (var visitor in visitors)
            await visitor.CheckAsync(b);
    }
}
