using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shop.Tests;

/// <summary>The main job, as users run it.</summary>
public sealed class RushHourTests
{
    [Fact]
    public async Task Every_shopper_sees_its_own_complete_state_and_the_report_says_so()
    {
        var file = Path.GetTempFileName();
        try
        {
            var (exitCode, output, errors) = await ShopProcess.RunAsync("--shoppers", "8", "--seconds", "6", "--seed", "7", "--json", file);
            Assert.True(exitCode == 0, output + errors);
            Assert.Contains("All is well", output, StringComparison.Ordinal);

            using var report = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            var root = report.RootElement;
            long Of(string part, string number) => root.GetProperty(part).GetProperty(number).GetInt64();

            Assert.Equal(3, root.GetProperty("requestsPerNode").GetArrayLength());
            Assert.All(root.GetProperty("requestsPerNode").EnumerateArray(), node => Assert.True(node.GetInt64() > 10));
            Assert.True(root.GetProperty("parallelChanges").GetInt64() > 0);
            Assert.True(root.GetProperty("crashes").GetInt64() > 0);
            Assert.True(root.GetProperty("storeBytes").GetInt64() > 0);
            Assert.Equal(0, root.GetProperty("unavailable").GetInt64());
            Assert.Equal(0, root.GetProperty("errors").GetArrayLength());
            Assert.Equal(0, root.GetProperty("lostUpdates").GetArrayLength());

            Assert.True(Of("cartRead", "requests") > 10);
            Assert.True(Of("cartRead", "attributesTouched") > 10);
            Assert.Equal(0, Of("cartRead", "bytesSent"));
            Assert.True(Of("oneLineChanged", "requests") > 0);
            Assert.Equal(Of("oneLineChanged", "requests"), Of("oneLineChanged", "attributesSent"));
            Assert.True(Of("all", "attributesSent") < Of("all", "attributesTouched"));
            Assert.True(Of("all", "bytesSent") < Of("all", "sessionBytes"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--shoppers must be a whole number from 1 to 500", "--shoppers", "0")]
    [InlineData("--seconds must be a whole number from 1 to 86,400", "--seconds", "soon")]
    [InlineData("--fast", "--fast")]
    public async Task Arguments_that_mean_nothing_are_named(string message, params string[] arguments)
    {
        var (exitCode, _, errors) = await ShopProcess.RunAsync(arguments);
        Assert.Equal(2, exitCode);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        var (exitCode, output, _) = await ShopProcess.RunAsync("--help");
        Assert.Equal(0, exitCode);
        foreach (var option in (string[])["--shoppers", "--seconds", "--serve", "--keep", "--json", "--seed", "--sticky", "--round-robin"])
            Assert.Contains(option, output, StringComparison.Ordinal);
        Assert.DoesNotContain("serve-node", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_servers_end_when_their_parent_is_killed()
    {
        using var shop = ShopProcess.Start("--serve");
        var (addresses, data) = await OpenedAsync(shop);

        shop.Kill();

        foreach (var address in addresses)
            await RefusesAsync(address);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_shop_that_is_asked_to_close_ends_its_app_servers_and_removes_its_data()
    {
        using var shop = ShopProcess.Start("--serve");
        var (addresses, data) = await OpenedAsync(shop);
        Assert.True(Directory.Exists(data));

        using var request = Process.Start("kill", ["-TERM", $"{shop.Id}"]);
        await shop.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, shop.ExitCode);
        foreach (var address in addresses)
            await RefusesAsync(address);
        Assert.False(Directory.Exists(data));
    }

    private static async Task<(IReadOnlyList<Uri> Addresses, string Data)> OpenedAsync(Process shop)
    {
        var addresses = new List<Uri>();
        while (await shop.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Uri.TryCreate(line.Trim(), UriKind.Absolute, out var address) && address.IsLoopback && !address.IsFile)
                addresses.Add(address);
            if (Regex.Match(line, "data is in (.+?) until") is { Success: true } found)
            {
                Assert.Equal(3, addresses.Count);
                return (addresses, found.Groups[1].Value);
            }
        }
        throw new InvalidOperationException("The shop closed before it was open: " + await shop.StandardError.ReadToEndAsync());
    }

    private static async Task RefusesAsync(Uri address)
    {
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
            }
            catch (SocketException)
            {
                return;
            }
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
