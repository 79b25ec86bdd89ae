using System.CommandLine;
using Tidemark.Replication;
using Tidemark.Tool.Printing;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary>What a command runs with.</summary>
/// <param name="Parsed">What the operator wrote.</param>
/// <param name="Console">Where it reads and writes.</param>
/// <param name="Open">The store.</param>
internal sealed record CommandRun(ParseResult Parsed, ToolConsole Console, OpenStore Open)
{
    public bool WantsJson => StoreOptions.WantsJson(Parsed);

    public void WriteJson<T>(T document) => Console.Output.WriteLine(JsonText.Of(document));

    /// <summary>Gives a command what it does, with its store opened before and closed after.</summary>
    /// <param name="command">The command.</param>
    /// <param name="console">Where it reads and writes.</param>
    /// <param name="run">What it does.</param>
    /// <param name="open">Opens the store; null for as it is.</param>
    public static void Set(
        Command command,
        ToolConsole console,
        Func<CommandRun, CancellationToken, Task<int>> run,
        Func<StoreChoice, CancellationToken, Task<OpenStore>>? open = null) => command.SetAction(async (parsed, cancellationToken) =>
    {
        var choice = StoreOptions.Read(parsed, console);
        try
        {
            await using var opened = await (open ?? OpenStore.OpenAsync)(choice, cancellationToken);
            return await run(new CommandRun(parsed, console, opened), cancellationToken);
        }
        catch (Exception failed) when (failed is StoreException or SessionException)
        {
            throw StoreFault.Of(choice, failed);
        }
        catch (ReplicaRefusedException refused)
        {
            throw new ToolException(ExitCode.NoStore, refused.Message, refused);
        }
    });
}
