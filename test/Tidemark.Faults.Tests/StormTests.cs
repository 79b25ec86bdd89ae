using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Tidemark.Faults.Tests;

/// <summary>Row 16, and all of the others together: servers die, freeze and lose their store at random, under load.</summary>
public sealed class StormTests(Farm farm) : FaultTest(farm)
{
    [Fact]
    public async Task Whatever_happens_to_the_servers_every_acknowledged_request_stands()
    {
        var seed = Random.Shared.Next();
        Say($"Seed {seed}");
        var random = new Random(seed);
        var browsers = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Browser.StartAsync(Farm.Any(number))));
        using var enough = new CancellationTokenSource();
        var load = browsers.SelectMany(browser => Enumerable.Range(0, 3).Select(first => LoadAsync(browser, first, enough.Token))).ToArray();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(6))
            await StrikeAsync(random.Next(3), random);
        await enough.CancelAsync();
        await Task.WhenAll(load);

        foreach (var browser in browsers)
        {
            await browser.CheckAsync(A);
            Say($"{browser.History().Acknowledged} acknowledged, {browser.History().Failures.Count} failed");
            foreach (var server in Farm.All)
                Browser.Ok(await browser.SharedAsync(server));
        }

        var done = browsers.Sum(browser => browser.History().Acknowledged);
        Assert.True(done > 50, $"Only {done} requests were acknowledged: too little to prove anything.");
        await using var connection = new SqliteConnection($"Data Source={Farm.File};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", await check.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    private async Task StrikeAsync(int number, Random random)
    {
        var (server, pause) = (Farm.Any(number), TimeSpan.FromMilliseconds(random.Next((int)(Farm.NodeLease * 1.3).TotalMilliseconds)));
        switch (random.Next(4))
        {
            case 0:
                await server.KillAsync();
                await Farm.RestartAsync(number);
                break;
            case 1:
                server.Freeze();
                await Task.Delay(pause, TestContext.Current.CancellationToken);
                server.Thaw();
                break;
            case 2:
                await Wire.ControlAsync(server, "store?down=true");
                await Task.Delay(pause, TestContext.Current.CancellationToken);
                await Wire.ControlAsync(server, "store?down=false");
                break;
            default:
                // It may die before it can say that it will.
                await Wire.SendAsync(server, HttpMethod.Post, "/control/store?dies=true", null, default);
                await Patience.UntilAsync("a commit kills its server", () => Task.FromResult(!server.IsAlive));
                await Farm.RestartAsync(number);
                break;
        }
    }

    private async Task LoadAsync(Browser browser, int first, CancellationToken enough)
    {
        for (var number = first; !enough.IsCancellationRequested; number++)
        {
            await browser.SharedAsync(Farm.Any(number), hold: number % 3);
            await Task.Delay(2, CancellationToken.None);
        }
    }
}
