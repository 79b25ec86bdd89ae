using Tidemark.Testing;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Row 17: a server that answers late.</summary>
public sealed class SlowTests : FaultTest
{
    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    public async Task A_slow_server_makes_requests_slow_and_no_more(int milliseconds)
    {
        var server = await StartServerAsync();
        var proxy = ProxyBefore(server);
        void Patient(RedisStoreOptions options) => options.CallTimeout = TimeSpan.FromSeconds(10);
        void Slow(TidemarkOptions options) => (options.StoreTimeout, options.LockWaitTimeout) = (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));
        var (a, b) = (NewNode(proxy.ConnectionString, Patient, Slow), NewNode(proxy.ConnectionString, Patient, Slow));
        var visitors = await NewVisitorsAsync(6, a, b);
        var lives = await LivesAsync();
        proxy.Delay(TimeSpan.FromMilliseconds(milliseconds));
        var before = Calls();
        var answers = await Task.WhenAll(visitors.SelectMany(visitor => Enumerable.Range(0, 3).Select(number => visitor.WriteAsync(number % 2 == 0 ? a : b))));
        var calls = Calls() - before;
        Say($"{(double)calls / answers.Length} store calls a request; the slowest took {answers.Max(answer => answer.Elapsed)}");
        Assert.All(answers, answer => Visitor.Ok(answer));
        Assert.InRange(calls, answers.Length, answers.Length * 6);

        // Nobody was taken for dead: since its first beat each node has lived on.
        Assert.Equal(lives, await LivesAsync());
        foreach (var visitor in visitors)
            await visitor.CheckAsync(a);

        int Calls() => new[] { a, b }.Sum(node => new[] { StoreVerb.Acquire, StoreVerb.Commit, StoreVerb.Release, StoreVerb.Read }.Sum(node.Store.Calls));

        async Task<IReadOnlyList<string>> LivesAsync()
        {
            var keys = new RedisKeys(Node.Prefix);
            var lives = new List<string>();
            foreach (var node in new[] { a, b })
                lives.Add((await server.RunAsync("HGET", keys.Node(node.Sessions.Node)[0].ToString(), "since")).Text);
            return lives;
        }
    }
}
