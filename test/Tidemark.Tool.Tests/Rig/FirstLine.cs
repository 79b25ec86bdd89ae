using System.Text;
using Tidemark.Tool.Commands;
using Tidemark.Tool.Printing;

namespace Tidemark.Tool.Tests.Rig;

/// <summary>The output of a command that goes on until it is stopped: tells when its first line is there.</summary>
internal sealed class FirstLine : TextWriter
{
    private readonly TaskCompletionSource<string> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public Task<string> Written => _written.Task;

    public override void WriteLine(string? value) => _written.TrySetResult(value ?? "");

    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(
            arguments,
            new ToolConsole
            {
                Output = this,
                Error = error,
                Input = TextReader.Null,
                IsInputTerminal = false,
                IsErrorTerminal = false,
                Variable = _ => null,
                Time = TimeProvider.System,
            },
            cancellationToken);

        // Whoever waits for a line learns why there will be none.
        _written.TrySetException(new InvalidOperationException($"It ended with {exitCode}: {error}"));
        return exitCode;
    }
}
