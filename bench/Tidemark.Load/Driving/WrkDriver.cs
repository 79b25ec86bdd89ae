using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Tidemark.Load.Driving;

/// <summary>Drives one process with wrk.</summary>
internal sealed class WrkDriver(string folder) : ILoadDriver
{
    private const int Threads = 2;
    private const string Mark = "RESULT ";

    public static bool IsInstalled()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("wrk", "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return process.WaitForExit(5_000);
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    public async Task<LoadResult> RunAsync(LoadOrder order)
    {
        var cookies = Path.Combine(folder, "cookies.txt");
        await File.WriteAllLinesAsync(cookies, order.Cookies);
        string[] arguments =
        [
            $"-t{Threads}", $"-c{LoadOrder.Connections}", $"-d{Math.Max(1, (int)order.Duration.TotalSeconds)}s",
            "-s", Path.Combine(AppContext.BaseDirectory, "Driving", "walk.lua"), new Uri(order.Targets.Single(), order.Path).ToString(), "--", cookies,
        ];
        using var process = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var result = output.Split('\n').FirstOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk ended without a result:\n{output}");
        var numbers = result[Mark.Length..].Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new LoadResult(numbers[0], numbers[1], LoadOrder.Connections, TimeSpan.FromMicroseconds(numbers[2]));
    }
}
