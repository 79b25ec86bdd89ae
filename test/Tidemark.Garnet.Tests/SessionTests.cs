using Microsoft.Extensions.Logging;
using Tidemark.AspNetCore.Tests;
using Tidemark.Garnet.Tests.Servers;
using Tidemark.Redis;
using Tidemark.Stores;

namespace Tidemark.Garnet.Tests;

/// <summary>What becomes of sessions in Garnet, and what a user is told: docs/guide/redis.md says it in short.</summary>
public sealed class SessionTests : IDisposable
{
    private const uint FirstHalf = 0x4000_0000;
    private const uint SecondHalf = 0xC000_0000;

    private static readonly TimeSpan NodeLease = TimeSpan.FromHours(1);

    private readonly GarnetInside _server = new("16m");
    private readonly LogCapture _log = new();
    private readonly ILoggerFactory _loggers;

    public SessionTests() => _loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _loggers.Dispose();
    }

    [Theory]
    [InlineData(FirstHalf)]
    [InlineData(SecondHalf)]
    public async Task A_session_is_refused_before_anything_is_written(uint clock)
    {
        await using var store = NewStore(clock);
        var request = Creation();
        await store.BeatAsync(request.Node, NodeLease, Stop);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.CommitAsync(request, Stop));
        Assert.Contains("do not write numbers as those of Redis do", refused.Message);
        var wanted = new AcquireRequest(request.Key, request.Node, StateVersion.None, "GET /");
        await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.AcquireAsync(wanted, Stop));
    }

    [Fact]
    public async Task At_the_start_a_user_is_told_no_more_than_that_the_server_may_evict()
    {
        await using var store = NewStore(FirstHalf);
        await store.Connection.StartAsync();
        var line = Assert.Single(_log.Lines, line => line.Level >= LogLevel.Warning);
        Assert.StartsWith("Redis does not say whether it evicts keys", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_and_schemas_are_kept()
    {
        await using var store = NewStore(FirstHalf);
        var node = NodeId.New();
        var began = (await store.BeatAsync(node, NodeLease, Stop)).Since;
        Assert.Equal(began, (await store.BeatAsync(node, NodeLease, Stop)).Since);

        await store.PublishSchemaAsync(7, new byte[] { 1, 0, 2 }, Stop);
        Assert.Equal([1, 0, 2], (await store.ReadSchemaAsync(7, Stop))?.ToArray());
        Assert.Null(await store.ReadSchemaAsync(8, Stop));
    }

    // What becomes of the clock depends on its lower 32 bits: those go round in 72 minutes.
    private RedisStore NewStore(uint clock)
    {
        var now = RecordTime.Time((RecordTime.Of(new DateTimeOffset(2025, 1, 1, 12, 0, 0, TimeSpan.Zero)) & ~(long)uint.MaxValue) | clock);
        var options = new RedisStoreOptions { Configuration = _server.ConnectionString, KeyPrefix = "garnet", CallTimeout = TimeSpan.FromSeconds(30) };
        return new RedisStore(options, _loggers.CreateLogger<RedisStore>(), () => now);
    }

    private static CommitRequest Creation() => new(
        StateKey.From("garnet", SessionId.New()), NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(), [new WholeValue("cart", new byte[3])],
        new Lifetime(TimeSpan.FromMinutes(20), TimeSpan.FromHours(8)), AfterCommit.Keep, "POST /");
}
