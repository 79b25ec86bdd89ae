using System.CommandLine;
using System.CommandLine.Help;
using Tidemark.Tool.Printing;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary>The command line: from words to an exit code.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] arguments, ToolConsole console, CancellationToken cancellationToken = default)
    {
        var parsed = Build(console).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            console.Error.WriteLine($"tidemark: {Explain(parsed)} See '{PathOf(parsed.CommandResult.Command)} --help'.");
            return ExitCode.WrongUse;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = console.Output, Error = console.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = GoodbyeLimit,
                },
                cancellationToken);
        }
        catch (ToolException told)
        {
            console.Error.WriteLine($"tidemark: {told.Message}");
            return told.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception fault)
        {
            console.Error.WriteLine($"tidemark: this is a fault of the tool itself; please report it. {fault}");
            return ExitCode.Fault;
        }
    }

    // The last one says what is there; those before it, what is missing for that. What has the form of an id is not repeated.
    private static string Explain(ParseResult parsed) => parsed.Errors[^1].Message is var message && StandardInput.FindIds(message).Count == 0
        ? message
        : "A session id has no place on the command line, where others see it: give it to --id-from-stdin.";

    // No RootCommand, which would be named after the file that runs.
    private static Command Build(ToolConsole console)
    {
        var root = new Command(
            "tidemark",
            """
            Looks after the sessions that an application keeps with Tidemark.

            A session is named by digits of its key, as in "Session 1a2b3c4d" of a log line. Session ids are never printed, and values only with --values.

            Exit codes: 0 done or found; 1 nothing found or done, or not so; 2 wrong use; 3 the store cannot be reached or refuses; 4 something is damaged;
            130 stopped by Ctrl-C.
            """)
        {
            new HelpOption(),
            new VersionOption(),
            SessionCommands.Build(console),
            UserCommands.Build(console),
            NodeCommand.Build(console),
            FeedCommands.Build(console),
            StoreCommands.Build(console),
            ReplicaCommands.Build(console),
        };
        foreach (var option in StoreOptions.All)
            root.Options.Add(option);
        return root;
    }

    private static string PathOf(Symbol command) =>
        command.Parents.FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : command.Name;
}
