using System.Diagnostics;
using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Packaging;

/// <summary>Publishes an application as docs/guide/trimming.md says, and runs what came out of it.</summary>
public sealed class TrimmedAppTests
{
    [Fact]
    public async Task A_trimmed_application_keeps_its_sessions_on_two_nodes()
    {
        using var folder = new TemporaryFolder();
        await Dotnet.Run(
            Repository.Root, "publish", "test/Tidemark.Trimmed", "-c", Dotnet.Configuration, "-o", folder.Path, "--nologo", "-v", "quiet");

        var start = new ProcessStartInfo(Path.Combine(folder.Path, "Tidemark.Trimmed"), [Path.Combine(folder.Path, "sessions.db")])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(process.ExitCode == 0, $"{string.Join('\n', lines)}\n{await errors}");
        Assert.Equal(
            [
                "200 Ada 1 9.5 True Paid place 1 -1 1 card 1 Sent",
                "200 Ada 2 28.5 True Paid,Sent place 1,place 0 -2,-1 1,2 card 2 Sent",
                "200 Ada 2 28.5 True Paid,Sent place 1,place 0 -2,-1 1,2 card 2 Sent sku 1",
            ],
            lines[..3]);
        Assert.Equal("200 Ada 6 199.5 True Paid,Sent,Open place 1,place 0 -6,-5,-4,-3,-2,-1 1,2,3,4,5,6 card 6 Sent sku 5", lines[8]);
        Assert.Equal(["enum Open Paid Sent", "done"], lines[^2..]);
    }
}
