using System.Text.Json;
using Shop.Tests;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Shop;

/// <summary>The main job on Redis, as users run it.</summary>
public sealed class ShopTests
{
    [Theory]
    [InlineData("--sticky")]
    [InlineData("--round-robin")]
    public async Task Every_shopper_sees_its_own_complete_state(string servers)
    {
        await using var redis = await RedisServer.StartAsync();
        var file = Path.GetTempFileName();
        try
        {
            // What a rush hour reports is what it has verified: store calls per request are among its rules.
            var (exitCode, output, errors) = await ShopProcess.RunAsync(
                "--redis", redis.EndPoint, servers, "--shoppers", "6", "--seconds", "6", "--seed", "7", "--json", file);
            Assert.True(exitCode == 0, output + errors);
            Assert.Contains("All is well", output, StringComparison.Ordinal);

            using var report = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            Assert.Equal(0, report.RootElement.GetProperty("errors").GetArrayLength());
            Assert.Equal(0, report.RootElement.GetProperty("lostUpdates").GetArrayLength());
            Assert.True(long.Parse((await redis.RunAsync("DBSIZE")).Text!) > 0);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_redis_that_is_not_there_is_named_before_the_shop_opens()
    {
        var (exitCode, _, errors) = await ShopProcess.RunAsync("--redis", "127.0.0.1:1", "--seconds", "1");
        Assert.Equal(1, exitCode);
        Assert.Contains("no Redis can be reached by “127.0.0.1:1”", errors, StringComparison.Ordinal);
    }
}
