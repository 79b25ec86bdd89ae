using System.Text.Json;

namespace Shop.Tests;

/// <summary>Shoppers who stay at an app server, and shoppers who go round.</summary>
public sealed class ShoppingWayTests
{
    [Fact]
    public async Task Shoppers_who_stay_read_without_the_store_and_change_with_one_call()
    {
        using var report = await ShopAsync("--sticky");
        var root = report.RootElement;
        var settled = root.GetProperty("settled");
        var leases = root.GetProperty("leases");

        Assert.Equal("Sticky", root.GetProperty("servers").GetString());
        Assert.True(Of(settled, "reads") > 20);
        Assert.Equal(0, Of(settled, "readCalls"));
        Assert.True(Of(settled, "writes") > 20);
        Assert.Equal(Of(settled, "writes"), Of(settled, "writeCalls"));
        Assert.Equal(0, Of(settled, "costlyReads") + Of(settled, "costlyWrites"));
        Assert.Equal(0, Of(leases, "recalls") + Of(leases, "handOvers"));
        Assert.True(Of(root, "parallelChanges") > 0);
        Assert.True(root.GetProperty("storeCallsPerRequest").GetDouble() < 1);
    }

    [Fact]
    public async Task Shoppers_who_go_round_need_two_calls_a_request_at_most_waits_and_recalls_aside()
    {
        using var report = await ShopAsync("--round-robin");
        var root = report.RootElement;
        var (leases, calls) = (root.GetProperty("leases"), root.GetProperty("usefulStoreCallsPerRequest").GetDouble());

        Assert.Equal("RoundRobin", root.GetProperty("servers").GetString());
        Assert.True(calls is > 1 and <= 2, $"{calls} calls a request");
        Assert.True(Of(leases, "handOvers") > 20);
        Assert.True(Of(leases, "recalls") > 0);
        Assert.True(Of(leases, "recalls") < Of(leases, "handOvers"), "Sessions that wander were not given back by themselves.");
        Assert.Equal(0, Of(root, "parallelChanges"));
        Assert.Equal(0, Of(root.GetProperty("settled"), "reads"));
    }

    [Fact]
    public async Task To_stay_and_to_go_round_at_once_is_refused()
    {
        var (exitCode, _, errors) = await ShopProcess.RunAsync("--sticky", "--round-robin");
        Assert.Equal(2, exitCode);
        Assert.Contains("--sticky and --round-robin contradict each other", errors, StringComparison.Ordinal);
    }

    private static async Task<JsonDocument> ShopAsync(string way)
    {
        var file = Path.GetTempFileName();
        try
        {
            string[] arguments = [way, "--shoppers", "6", "--seconds", "6", "--seed", "7", "--json", file];
            var (exitCode, output, errors) = await ShopProcess.RunAsync(arguments);
            Assert.True(exitCode == 0, output + errors);
            foreach (var row in (string[])["Store calls per request", "Recalls / hand-overs", "waited over 1 ms", "Upkeep calls"])
                Assert.Contains(row, output, StringComparison.Ordinal);
            return JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static long Of(JsonElement part, string number) => part.GetProperty(number).GetInt64();
}
