using System.Text.Json;
using Tidemark.Tool.Commands;
using Tidemark.Tool.Printing;

namespace Tidemark.Tool.Tests.Rig;

/// <summary>What a command did, as its caller sees it.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>All that it said.</summary>
    public string Said => Output + Error;

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The output as JSON, a document a line.</summary>
    public JsonElement[] Json => [.. Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    public static async Task<Outcome> OfAsync(
        string[] arguments, string? input = null, bool isTerminal = false, Func<string, string?>? variable = null, bool isWatched = false)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var console = new ToolConsole
        {
            Output = output,
            Error = error,
            Input = new StringReader(input ?? ""),
            IsInputTerminal = isTerminal,
            IsErrorTerminal = isWatched,
            Variable = variable ?? (_ => null),
            Time = TimeProvider.System,
        };
        var exitCode = await CommandLine.RunAsync(arguments, console, TestContext.Current.CancellationToken);
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }
}
