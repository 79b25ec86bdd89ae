using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Redis.Tests.Conformance;

/// <summary>The three scripts that know a rule, beside the decisions: the same answers, and the same bytes in the store.</summary>
public sealed class UsualLaws
{
    private const int Runs = 60;
    private const int Steps = 60;

    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_script_does_by_itself_is_what_the_decision_would(bool isFollowed)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}");
        var usual = new Dictionary<string, int>();
        var server = await SharedServers.Server;
        using var connection = await server.OpenAsync();
        await using var scripts = Open(server, $"usual:{seed}");
        await using var apart = Open(server, $"decided:{seed}");
        var decided = Decide(apart, $"decided:{seed}");
        foreach (var store in isFollowed ? new IPrimaryStore[] { scripts, decided } : [])
            await store.Changes!.BeginAsync(TestContext.Current.CancellationToken);
        for (var run = 0; run < Runs; run++)
        {
            var key = StateKey.From("usual", SessionId.New());
            var stored = (
                Scripts: new StoredSession(connection, new RedisKeys($"usual:{seed}"), key),
                Decided: new StoredSession(connection, new RedisKeys($"decided:{seed}"), key));
            var pair = new UsualRun(new Random(seed + run), key, scripts, decided, _time);
            for (var step = 0; step < Steps; step++)
            {
                var calls = await CallsAsync(connection);
                var done = await pair.StepAsync(async () => calls = await CallsAsync(connection) - calls);
                stored.Scripts.Granted(pair.Token.Scripts);
                stored.Decided.Granted(pair.Token.Decided);
                var what = $"Seed {seed}, run {run}, step {step}: {done.What}";
                Assert.True(done.Scripts == done.Decided, $"{what}: the script answered {done.Scripts}, the decision {done.Decided}.");
                var (written, right) = (await stored.Scripts.ShowAsync(), await stored.Decided.ShowAsync());
                Assert.True(written == right, $"{what}: the script left\n{written}\nthe decision\n{right}");
                if (calls == 1)
                    usual[done.Kind] = usual.GetValueOrDefault(done.Kind) + 1;
            }
        }

        foreach (var kind in new[] { "grant", "commit and keep", "commit and give back", "return" })
            Assert.InRange(usual.GetValueOrDefault(kind), Runs / 2, int.MaxValue);
    }

    [Fact]
    public async Task What_most_requests_ask_takes_one_trip()
    {
        var server = await SharedServers.Server;
        using var connection = await server.OpenAsync();
        await using var store = Open(server, "trips");
        var (key, node) = (StateKey.From("usual", SessionId.New()), NodeId.New());
        var request = UsualRun.Creation(key, node) with { Then = AfterCommit.Release };
        var last = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, default));
        var calls = await CallsAsync(connection);

        var granted = Assert.IsType<AcquireOutcome.Granted>(await store.AcquireAsync(new AcquireRequest(key, node, last.Version, "GET /"), default));
        var patch = new PatchedValue("a", new byte[3], last.Version, UsualRun.Length, UsualRun.Length);
        request = request with { Token = granted.Token, Base = last.Version, Then = AfterCommit.Keep, Id = CommitId.New(), Differences = [patch] };
        last = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, default));
        request = request with { Base = last.Version, Id = CommitId.New(), Differences = [new WholeValue("a", new byte[7])] };
        await store.CommitAsync(request, default);
        await store.ReleaseAsync(key, granted.Token, TimeSpan.Zero, default);

        Assert.Equal(4, await CallsAsync(connection) - calls);
    }

    private RedisStore Open(RedisServer server, string prefix) =>
        new(new RedisStoreOptions { Configuration = server.ConnectionString, KeyPrefix = prefix }, null, () => _time.GetUtcNow());

    private PrimaryStore Decide(RedisStore store, string prefix) => new(
        "Redis",
        new DecidedRecords(new RedisRecords(
            new RedisLink(store.Connection), new RedisKeys(prefix), ValueLimit.Usual, () => RecordTime.Of(_time.GetUtcNow()), _time,
            NullLogger.Instance)),
        new PrimaryStoreTraits(ValueLimit.Usual, MayForget: true));

    private static async Task<long> CallsAsync(RespConnection connection)
    {
        var line = (await connection.RunAsync("INFO", "commandstats")).Text.Split("\r\n").FirstOrDefault(line => line.StartsWith("cmdstat_evalsha:calls="));
        return line is null ? 0 : long.Parse(line.Split('=', ',')[1]);
    }
}
