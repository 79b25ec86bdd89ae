using System.CommandLine;
using Tidemark.Tool.Printing;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary><c>nodes</c></summary>
internal static class NodeCommand
{
    private static readonly Option<bool> Count = new("--count") { Description = "Also count the sessions that each holds, which reads all sessions" };

    public static Command Build(ToolConsole console)
    {
        var command = new Command("nodes", "Lists the servers of the application that the store knows") { Count };
        CommandRun.Set(command, console, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var nodes = await NodeFacts.ReadAsync(run.Open, cancellationToken);
        if (run.Parsed.GetValue(Count))
        {
            var held = await run.Console.ShowProgressAsync(
                "Counting sessions", progress => NodeFacts.CountHeldAsync(run.Open, progress, cancellationToken));
            nodes = [.. nodes.Select(node => node with { Held = held.GetValueOrDefault(node.Node) })];
        }

        var now = run.Console.Time.GetUtcNow();
        foreach (var (index, node) in nodes.Index())
        {
            if (run.WantsJson)
                run.WriteJson(node);
            else
                Write(run.Console.Output, node, now, index == 0);
        }

        return nodes.Count > 0 ? ExitCode.Done : throw ToolException.No(
            $"{run.Open.Choice}: the store knows no node: no server of the application uses it at the moment.");
    }

    private static void Write(TextWriter output, NodeFacts node, DateTimeOffset now, bool isFirst)
    {
        if (isFirst)
            output.WriteLine($"{"NODE",-8}  {"STATE",-5}  {"SINCE",-20}  {"FOR",-8}  HELD");
        var (state, age) = node.IsAlive ? ("alive", Words.Span(now - node.Since)) : ("dead", "-");
        var held = node.Held is { } count ? Words.Number(count) : "-";
        output.WriteLine($"{Words.Node(node.Node)}  {state,-5}  {Words.Time(node.Since)}  {age,-8}  {held}");
    }
}
