using System.Text.Json;
using Shop.Tests;

namespace Tidemark.Replicas.Tests;

/// <summary>The shop's rush hour, in the middle of which the sessions move to another engine.</summary>
public sealed class SwitchOverTests
{
    [Fact]
    public Task From_SQLite_to_Redis_shoppers_notice_nothing_but_a_wait() => UntilInTimeAsync(async () =>
    {
        await using var redis = await RedisEngine.StartAsync();
        var standby = redis.StandbyAt(redis.Port);
        return await ShopAsync("SQLite", "Redis", standby.Option, standby.Configuration);
    });

    [Fact]
    public Task From_Redis_to_PostgreSQL_shoppers_notice_nothing_but_a_wait() => UntilInTimeAsync(async () =>
    {
        await using var redis = await RedisEngine.StartAsync();
        await using var postgreSql = await PostgreSqlEngine.StartAsync();
        var (store, standby) = (redis.StoreAt(redis.Port), postgreSql.StandbyAt(postgreSql.Port));
        return await ShopAsync("Redis", "PostgreSQL", store.Option, store.Configuration, standby.Option, standby.Configuration);
    });

    [Fact]
    public async Task Without_a_stand_by_there_is_nothing_to_switch_to()
    {
        var (exitCode, _, errors) = await ShopProcess.RunAsync("--switch-over");
        Assert.Equal(2, exitCode);
        Assert.Contains("--switch-over needs a stand-by", errors, StringComparison.Ordinal);
    }

    // A machine that is very busy may keep a request for so long that it is given up with 503: then there is another run. Nothing else may ever be.
    private static async Task UntilInTimeAsync(Func<Task<bool>> run)
    {
        for (var tries = 3; tries > 0; tries--)
        {
            if (await run())
                return;
        }

        Assert.Fail("In each run requests were given up.");
    }

    private static async Task<bool> ShopAsync(string from, string to, params string[] stores)
    {
        var (exitCode, said, report) = await RunAsync(stores);
        if (report is not { } root)
            return false;
        Assert.Equal(0, root.GetProperty("lostUpdates").GetArrayLength());
        Assert.Equal(0, root.GetProperty("signOuts").GetInt64());
        Assert.Contains($"Switch-over from {from} to {to}", said, StringComparison.Ordinal);
        Assert.Contains("The longest that a shopper waited", said, StringComparison.Ordinal);
        Assert.True(root.GetProperty("switchOver").GetProperty("longestWaitMilliseconds").GetDouble() > 0);
        Assert.True(exitCode == 0 || root.GetProperty("unavailable").GetInt64() > 0, said);
        return exitCode == 0;
    }

    // The report is null if the change did not come about.
    private static async Task<(int ExitCode, string Said, JsonElement? Report)> RunAsync(string[] stores)
    {
        var (seed, file) = (Random.Shared.Next(1_000_000), Path.GetTempFileName());
        try
        {
            var (exitCode, output, errors) = await ShopProcess.RunAsync(
                [.. stores, "--switch-over", "--shoppers", "6", "--seconds", "6", "--seed", $"{seed}", "--json", file]);
            TestContext.Current.TestOutputHelper?.WriteLine(output);
            var json = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            return (exitCode, output + errors, json.Length == 0 ? null : JsonDocument.Parse(json).RootElement);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
