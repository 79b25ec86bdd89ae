using Microsoft.Extensions.Logging;
using Tidemark.Graph;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>What it costs that sessions end and that this is told: it follows what has ended, not how many buckets there are.</summary>
public sealed class EndCostTests : FaultTest
{
    private static readonly Lifetime Usual = new(TimeSpan.FromMinutes(20), TimeSpan.FromHours(24));
    private static readonly SessionKey<string> Name = new("name");

    [Theory]
    [InlineData(true, 5)]
    [InlineData(false, 14)]
    public async Task An_end_costs_a_few_calls(bool isSignOut, int mostCalls)
    {
        const int Sessions = 20;
        var server = await StartServerAsync();
        await using var store = new RedisStore(Node.RedisOptions(server.ConnectionString));
        var heard = new Heard();
        var options = Node.Options();
        options.NodeLease = TimeSpan.FromMinutes(10);
        await using var node = new SessionManager(
            store, new GraphSerializer(options.Graph), options, TimeProvider.System, NewLoggers().CreateLogger<SessionManager>(), [heard]);
        var sessions = new List<SessionId>();
        for (var number = 0; number < Sessions; number++)
        {
            await using var session = node.Create();
            await session.SetAsync(Name, "Ada");
            await session.CompleteAsync();
            sessions.Add(session.Id);
        }

        var before = await CallsAsync(server);
        foreach (var id in sessions)
        {
            if (isSignOut)
            {
                await using var session = (await node.OpenAsync(id, SessionAccess.Shared))!;
                session.Abandon();
                await session.CompleteAsync();
            }
            else
            {
                Assert.True(await node.EndAsync(id));
            }
        }

        await Patience.UntilAsync("all ends are told and forgotten", async () =>
            heard.Count == Sessions && !await IsAnythingLeftAsync(server));
        Assert.InRange(await CallsAsync(server) - before, 1, mostCalls * Sessions);
    }

    [Fact]
    public async Task To_look_for_what_is_over_costs_as_much_as_there_is()
    {
        const int Over = 3;
        var now = DateTimeOffset.UtcNow;
        var server = await StartServerAsync();
        await using var store = new RedisStore(Node.RedisOptions(server.ConnectionString), null, () => now);
        for (var number = 0; number < 100; number++)
            await CreateAsync(store, Usual);
        await store.SweepAsync(500, default);
        var before = await CallsAsync(server);
        Assert.Equal(0, await store.SweepAsync(500, default));
        Assert.Empty(await store.ClaimEndedAsync(100, TimeSpan.FromMinutes(1), default));
        Assert.Equal(3, await CallsAsync(server) - before);

        // The second time the server knows the scripts.
        for (var round = 0; round < 2; round++)
        {
            for (var number = 0; number < Over; number++)
                await CreateAsync(store, Usual with { Idle = TimeSpan.FromMinutes(1) });
            now += TimeSpan.FromMinutes(2);
            before = await CallsAsync(server);
            var ended = await store.ClaimEndedAsync(100, TimeSpan.FromMinutes(1), default);
            Assert.Equal(Over, ended.Count);
            var calls = await CallsAsync(server) - before;
            Assert.True(round == 0 || calls <= 1 + (3 * Over), $"{calls} calls");
            await store.ForgetEndedAsync([.. ended.Select(end => end.Key)], default);
        }
    }

    // A tombstone goes by itself, two minutes later.
    private static async Task<bool> IsAnythingLeftAsync(RedisServer server)
    {
        foreach (var key in (await server.KeysAsync()).Where(key => !key.Contains("node:", StringComparison.Ordinal) && !key.Contains("schema:", StringComparison.Ordinal)))
        {
            if ((await server.RunAsync("TYPE", key)).Text == "hash" && (await server.RunAsync("HGET", key, "record")).Bytes is not [3, ..])
                return true;
        }

        return false;
    }

    private static async Task CreateAsync(RedisStore store, Lifetime lifetime)
    {
        var request = new CommitRequest(
            StateKey.From(Node.Application, SessionId.New()), NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(),
            [new WholeValue("name", new byte[10])], lifetime, AfterCommit.Release, "create") { TellsEnd = true };
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, default));
    }

    private static async Task<long> CallsAsync(RedisServer server)
    {
        var stats = await server.CommandStatsAsync();
        return stats.GetValueOrDefault("evalsha") + stats.GetValueOrDefault("eval");
    }

    private sealed class Heard : ISessionEvents
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public ValueTask EndedAsync(EndedSession session, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return default;
        }
    }
}
