using System.Diagnostics;
using System.Text;

namespace Tidemark.Mutants.Trials;

/// <summary>What a command said, and how it ended; <see cref="ExitCode"/> is null if it was ended, because it took too long or had said enough.</summary>
internal sealed record Command(int? ExitCode, string Output, TimeSpan Duration)
{
    /// <param name="folder">Where it runs.</param>
    /// <param name="program">What runs.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Variables of its environment.</param>
    /// <param name="limit">When it is ended.</param>
    /// <param name="isEnough">Whether nothing more is to be known once it has said a line; null to wait for its end.</param>
    public static async Task<Command> RunAsync(
        string folder,
        string program,
        IEnumerable<string> arguments,
        IEnumerable<(string Name, string Value)> variables,
        TimeSpan limit,
        Predicate<string>? isEnough = null)
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
        using var timeout = new CancellationTokenSource(limit);
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        var watch = Stopwatch.StartNew();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
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

        void Append(string? line)
        {
            lock (output)
                output.AppendLine(line);
            if (line is not null && isEnough?.Invoke(line) is true)
                timeout.Cancel();
        }
    }

    private static string TextOf(StringBuilder output)
    {
        lock (output)
            return output.ToString();
    }
}
