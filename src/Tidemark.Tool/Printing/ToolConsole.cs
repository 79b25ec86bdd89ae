using Spectre.Console;

namespace Tidemark.Tool.Printing;

/// <summary>Where a command reads and writes: results to the output, all else to the error stream, so that results can be piped.</summary>
internal sealed class ToolConsole
{
    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader Input { get; init; }

    /// <summary>Whether somebody sits at the input and can be asked.</summary>
    public required bool IsInputTerminal { get; init; }

    /// <summary>Whether somebody sees the error stream: then long work shows how it goes.</summary>
    public required bool IsErrorTerminal { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Paces what is looked at again and again.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The console of the process.</summary>
    public static ToolConsole OfProcess() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        Input = Console.In,
        IsInputTerminal = !Console.IsInputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        Variable = Environment.GetEnvironmentVariable,
        Time = TimeProvider.System,
    };

    /// <summary>Asks, and takes only a clear yes for one.</summary>
    public bool Confirm(string question)
    {
        Error.Write($"{question} [y/N] ");
        return Input.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    /// <summary>Reads what nobody should see: all of a pipe, or a line at a terminal, which does not show it.</summary>
    public string ReadSecret(string prompt) => IsInputTerminal
        ? Terminal().Prompt(new TextPrompt<string>(Markup.Escape(prompt)).Secret(null))
        : Input.ReadToEnd();

    /// <summary>Shows how long work goes, if somebody sees it.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="work">Does it, and reports how many it has done. How many there are nobody knows before all are read.</param>
    public async Task<T> ShowProgressAsync<T>(string what, Func<IProgress<long>?, Task<T>> work)
    {
        if (!IsErrorTerminal)
            return await work(null);
        return await Terminal().Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(shown => work(new Bar(shown.AddTask(Markup.Escape(what)).IsIndeterminate(), what)));
    }

    private IAnsiConsole Terminal() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Error) });

    // Progress<T> would report on a thread of the pool, when the bar may be gone.
    private sealed class Bar(ProgressTask bar, string what) : IProgress<long>
    {
        public void Report(long value) => bar.Description = Markup.Escape($"{what}: {Words.Number(value)}");
    }
}
