using System.CommandLine;
using Tidemark.Tool.Printing;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary><c>sessions end</c></summary>
internal static class EndCommand
{
    public static Command Build(ToolConsole console)
    {
        var (target, consent) = (new SessionTarget(), new Consent());
        var command = new Command("end", "Ends one session, whichever node has it. Its user is signed out of it, and what it held is gone") { consent.Option };
        target.AddTo(command);
        CommandRun.Set(command, console, (run, cancellationToken) => RunAsync(run, target, consent, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, SessionTarget target, Consent consent, CancellationToken cancellationToken)
    {
        var key = await target.FindAsync(run, cancellationToken);
        consent.Demand(run, $"End session {key}, {await DescribeAsync(run.Open, key, cancellationToken)}?");
        var isEnded = await run.Open.Sessions.EndAsync(key, cancellationToken);
        if (run.WantsJson)
            run.WriteJson(new { session = key.ToString(), reference = SessionReference.Of(key), ended = isEnded });
        else if (isEnded)
            run.Console.Output.WriteLine($"Session {key} has ended.");
        return isEnded || run.WantsJson ? isEnded ? ExitCode.Done : ExitCode.No : throw ToolException.No($"Session {key} was over already.");
    }

    private static async Task<string> DescribeAsync(OpenStore open, StateKey key, CancellationToken cancellationToken)
    {
        try
        {
            if (await open.Store.InspectAsync(key, cancellationToken) is not { } inspected)
                return "which is over";
            var facts = SessionFacts.Of(key, inspected);
            return $"{(facts.User is { } user ? $"of user {user}" : "of no user")}, last used {Words.Span(facts.Now - facts.LastUse)} ago";
        }
        catch (UnreadableStateException)
        {
            return "which is damaged";
        }
    }
}
