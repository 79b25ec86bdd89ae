using System.Diagnostics;
using Tidemark.Tool.Commands;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests;

/// <summary>The tool as an operator starts it.</summary>
public sealed class ProcessTests : IAsyncDisposable
{
    private readonly SqliteShop _shop = new();

    [Fact]
    public async Task It_takes_the_store_from_the_environment_and_the_id_from_a_pipe()
    {
        var key = await _shop.BeginAsync();

        var (exitCode, output, error) = await RunAsync(_shop.Server.Ids[0].Reveal(), "sessions", "end", "--id-from-stdin", "--yes");

        Assert.Equal((ExitCode.Done, $"Session {key} has ended.", ""), (exitCode, output.Trim(), error));
        Assert.Equal(ExitCode.No, (await RunAsync("", "sessions", "list")).ExitCode);
        Assert.Equal(ExitCode.WrongUse, (await RunAsync("", "sessions", "lost")).ExitCode);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Tidemark.Tool.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [StoreOptions.StoreVariable] = $"sqlite:{_shop.Path}", [StoreOptions.ApplicationVariable] = Shop.Name },
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var stop = TestContext.Current.CancellationToken;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, await output, await error);
    }
}
