using System.Diagnostics;
using Tidemark.Load.Apps;

namespace Tidemark.Load.Servers;

/// <summary>One process of an app.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private AppProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <exception cref="InvalidOperationException">The app does not start.</exception>
    public static async Task<AppProcess> StartAsync(AppOptions options)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, options.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } address)
            return new AppProcess(process, new Uri(address));
        process.Dispose();
        throw new InvalidOperationException($"The app {options.App.Name} did not start; what it said is above.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
