using System.Net;
using Tidemark.Faults.Node;
using Tidemark.Sqlite.Tests;

namespace Tidemark.Faults.Tests;

/// <summary>Row 20, as a user sees it.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_refuses_writes_serves_reads_and_heals_without_a_restart()
    {
        using var disk = new TinyDisk();
        var ballast = Path.Combine(disk.Folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[800_000], TestContext.Current.CancellationToken);
        await using var server = await Server.StartAsync(new Seat(Path.Combine(disk.Folder, "sessions.db")));
        var browser = await Browser.StartAsync(server);
        Answer filled;
        var fills = 0;
        do
            filled = await browser.PostAsync(server, $"/fill?name=fill{fills++}&bytes=100000");
        while (filled.IsOk && fills < 40);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, filled.Status);
        await Patience.UntilAsync("the log says why", () => Task.FromResult(server.Words.Contains("disk is full")));
        await browser.CheckAsync(server);
        File.Delete(ballast);
        Browser.Ok(await browser.SharedAsync(server));
        Browser.Ok(await browser.PostAsync(server, "/fill?name=fill&bytes=100000"));
        await browser.CheckAsync(server);
    }
}
