using System.CommandLine;
using Tidemark.Tool.Printing;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary><c>sessions show</c></summary>
internal static class ShowCommand
{
    private static readonly Option<bool> Values = new("--values")
    {
        Description = "Show values too. They are personal data: mind who sees the screen and where the output goes",
    };

    private static readonly Option<string?> Attribute = new("--attribute") { Description = "Show only this attribute", HelpName = "name" };

    public static Command Build(ToolConsole console)
    {
        var target = new SessionTarget();
        var command = new Command("show", "Shows one session: who has it, and its attributes by their schemas, with values masked") { Values, Attribute };
        target.AddTo(command);
        CommandRun.Set(command, console, (run, cancellationToken) => RunAsync(run, target, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, SessionTarget target, CancellationToken cancellationToken)
    {
        var key = await target.FindAsync(run, cancellationToken);
        if (await run.Open.Store.InspectAsync(key, cancellationToken) is not { } inspected)
            throw ToolException.No($"{run.Open.Choice}: session {key} has just ended.");
        var facts = SessionFacts.Of(key, inspected);

        // The attributes of what is over are no longer read by anybody.
        var attributes = await new AttributeReader(run.Open).ReadAsync(facts, cancellationToken) ?? [];
        if (run.Parsed.GetValue(Attribute) is { } name)
        {
            attributes = [.. attributes.Where(attribute => attribute.Facts.Name == name)];
            if (attributes.Count == 0)
                throw ToolException.No($"{run.Open.Choice}: session {key} has no attribute '{name}'.");
        }

        var showsValues = run.Parsed.GetValue(Values);
        if (run.WantsJson)
        {
            run.WriteJson(new { session = facts, attributes = attributes.Select(attribute => AttributeJson.Of(attribute, showsValues)) });
        }
        else
        {
            var text = new SessionText(run.Console.Output, showsValues);
            text.Write(facts);
            foreach (var attribute in attributes)
                text.Write(attribute);
        }

        return attributes.Any(attribute => attribute.Content is AttributeContent.Unreadable) ? ExitCode.Damaged : ExitCode.Done;
    }
}
