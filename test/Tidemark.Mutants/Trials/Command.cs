using System.Diagnostics;
using System.Text;

namespace Tidemark.Mutants.Trials;

/// <summary>What a command said, and how it ended; <see cref="ExitCode"/> is null if it took too long and was ended.</summary>
internal sealed record Command(int? ExitCode, string Output, TimeSpan Duration)
{
    public static async Task<Command> RunAsync(
        string folder, string program, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> variables, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        var watch = Stopwatch.StartNew();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return new Command(process.ExitCode, TextOf(output), watch.Elapsed);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            return new Command(null, TextOf(output), watch.Elapsed);
        }
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
            output.AppendLine(line);
    }

    private static string TextOf(StringBuilder output)
    {
        lock (output)
            return output.ToString();
    }
}
