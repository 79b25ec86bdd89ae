using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Rig;

public sealed class ClockShimTests : IAsyncLifetime
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(20);

    private ClockShim _clock = null!;
    private RedisServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _clock = await ClockShim.CompileAsync();
        _server = await RedisServer.StartAsync(new RedisSettings { Clock = _clock });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _clock.Dispose();
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-7200)]
    [InlineData(0)]
    public async Task The_clock_of_a_running_server_moves_and_that_of_others_does_not(int seconds)
    {
        await using var other = await RedisServer.StartAsync();
        Assert.InRange(await AheadAsync(_server), -Slack, Slack);

        _clock.Offset = TimeSpan.FromSeconds(seconds);

        Assert.Equal(TimeSpan.FromSeconds(seconds), _clock.Offset);
        Assert.InRange(await AheadAsync(_server), _clock.Offset - Slack, _clock.Offset + Slack);
        Assert.InRange(await AheadAsync(other), -Slack, Slack);
    }

    [Fact]
    public async Task A_lifetime_follows_the_clock()
    {
        await _server.RunAsync("SET", "short", "v", "EX", "60");
        await _server.RunAsync("SET", "long", "v", "EX", "600");

        _clock.Offset = TimeSpan.FromSeconds(120);
        Assert.True((await _server.RunAsync("GET", "short")).IsNull);
        Assert.InRange((await _server.RunAsync("TTL", "long")).Number, 440, 480);

        _clock.Offset = TimeSpan.FromSeconds(-240);
        Assert.InRange((await _server.RunAsync("TTL", "long")).Number, 800, 840);
    }

    // The end of a saving child is noticed by a timer alone. One of a monotonic clock that had been moved back would wait for minutes.
    [Fact]
    public async Task Timers_go_on_when_the_clock_goes_back()
    {
        _clock.Offset = TimeSpan.FromMinutes(-2);

        await _server.RunAsync("BGSAVE");

        await Patience.UntilAsync(
            "a timer saw the end of the child", async () => (await _server.InfoAsync("persistence"))["rdb_bgsave_in_progress"] == "0");
    }

    [Fact]
    public async Task A_restarted_server_has_the_clock_where_it_was_moved_to()
    {
        _clock.Offset = TimeSpan.FromDays(1);
        await _server.KillAsync();

        await _server.RestartAsync();

        Assert.InRange(await AheadAsync(_server), _clock.Offset - Slack, _clock.Offset + Slack);
    }

    private static async Task<TimeSpan> AheadAsync(RedisServer server) => await server.TimeAsync() - TimeProvider.System.GetUtcNow();
}
