using System.Text.Json;
using Shop.Tests;

namespace Tidemark.Replicas.Tests;

/// <summary>The shop's rush hour, in the middle of which the sessions move to another engine.</summary>
public sealed class SwitchOverTests
{
    [Fact]
    public async Task From_SQLite_to_Redis_shoppers_notice_nothing_but_a_wait()
    {
        await using var redis = await RedisEngine.StartAsync();
        var standby = redis.StandbyAt(redis.Port);
        await ShopAsync("SQLite", "Redis", standby.Option, standby.Configuration);
    }

    [Fact]
    public async Task From_Redis_to_PostgreSQL_shoppers_notice_nothing_but_a_wait()
    {
        await using var redis = await RedisEngine.StartAsync();
        await using var postgreSql = await PostgreSqlEngine.StartAsync();
        var (store, standby) = (redis.StoreAt(redis.Port), postgreSql.StandbyAt(postgreSql.Port));
        await ShopAsync("Redis", "PostgreSQL", store.Option, store.Configuration, standby.Option, standby.Configuration);
    }

    [Fact]
    public async Task Without_a_stand_by_there_is_nothing_to_switch_to()
    {
        var (exitCode, _, errors) = await ShopProcess.RunAsync("--switch-over");
        Assert.Equal(2, exitCode);
        Assert.Contains("--switch-over needs a stand-by", errors, StringComparison.Ordinal);
    }

    private static async Task ShopAsync(string from, string to, params string[] stores)
    {
        var (seed, file) = (Random.Shared.Next(1_000_000), Path.GetTempFileName());
        try
        {
            var (exitCode, output, errors) = await ShopProcess.RunAsync(
                [.. stores, "--switch-over", "--shoppers", "6", "--seconds", "6", "--seed", $"{seed}", "--json", file]);
            TestContext.Current.TestOutputHelper?.WriteLine(output);
            Assert.True(exitCode == 0, output + errors);
            Assert.Contains("All is well", output, StringComparison.Ordinal);
            Assert.Contains($"Switch-over from {from} to {to}", output, StringComparison.Ordinal);
            Assert.Contains("The longest that a shopper waited", output, StringComparison.Ordinal);

            using var report = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            var root = report.RootElement;
            Assert.Equal(0, root.GetProperty("errors").GetArrayLength());
            Assert.Equal(0, root.GetProperty("lostUpdates").GetArrayLength());
            Assert.Equal(0, root.GetProperty("signOuts").GetInt64());
            Assert.Equal(0, root.GetProperty("unavailable").GetInt64() + root.GetProperty("noAnswer").GetInt64());
            Assert.True(root.GetProperty("switchOver").GetProperty("longestWaitMilliseconds").GetDouble() > 0);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
