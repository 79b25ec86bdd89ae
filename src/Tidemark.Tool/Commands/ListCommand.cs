using System.CommandLine;
using Tidemark.Tool.Printing;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary><c>sessions list</c></summary>
internal static class ListCommand
{
    private static readonly Option<bool> Everything = new("--all")
    {
        Description = "Also sessions that are over: those whose end is still to be told, and those that nobody has removed yet",
    };

    private static readonly Option<bool> Held = new("--held") { Description = "Only sessions whose lease a node holds" };
    private static readonly Option<string?> Node = new("--node")
    {
        Description = "Only sessions whose lease this node holds: the first digits of its id, as 'nodes' shows them", HelpName = "node",
    };

    private static readonly Option<int?> Limit = new("--limit") { Description = "Stop after so many", HelpName = "count" };

    static ListCommand() => Limit.Validators.Add(limit =>
    {
        if (limit.Tokens is [{ Value: var text }] && (!int.TryParse(text, out var count) || count <= 0))
            limit.AddError($"--limit must be a whole number above zero, not '{text}'.");
    });

    public static Command Build(ToolConsole console)
    {
        var command = new Command("list", "Lists all sessions, in no particular order, a line each") { Everything, Held, Node, Limit };
        CommandRun.Set(command, console, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var (limit, count, damaged) = (run.Parsed.GetValue(Limit) ?? int.MaxValue, 0, new List<string>());
        var table = new SessionTable(run.Console.Output);
        await foreach (var walked in new SessionWalk(run.Open).SessionsAsync(null, cancellationToken))
        {
            if (walked.Fault is not null)
                damaged.Add(walked.Key.ToString());
            if (walked.Facts is not { } facts || !IsWanted(run.Parsed, facts))
                continue;
            if (run.WantsJson)
                run.WriteJson(facts);
            else
                table.Write(facts);
            if (++count == limit)
                break;
        }

        if (damaged.Count > 0)
        {
            throw new ToolException(ExitCode.Damaged,
                $"{run.Open.Choice}: {Words.Count(damaged.Count, "session")} cannot be read ({string.Join(", ", damaged.Take(5))}). "
                + "'tidemark store check' says more.");
        }

        return count > 0 ? ExitCode.Done : throw ToolException.No($"{run.Open.Choice}: there is no such session.");
    }

    private static bool IsWanted(ParseResult parsed, SessionFacts facts) =>
        (facts.IsLive || parsed.GetValue(Everything))
        && (facts.Holder is not null || !parsed.GetValue(Held))
        && (parsed.GetValue(Node) is not { } node || facts.Holder?.Node.StartsWith(node, StringComparison.OrdinalIgnoreCase) is true);
}
