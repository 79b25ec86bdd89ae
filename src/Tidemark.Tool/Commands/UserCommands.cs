using System.CommandLine;
using Tidemark.Tool.Printing;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary><c>users show</c> and <c>end</c>.</summary>
internal static class UserCommands
{
    public static Command Build(ToolConsole console) => new("users", "Shows and ends the sessions of one user") { Show(console), End(console) };

    private static Argument<string> NewUser() => new("user")
    {
        Description = "The user, named as the application names users to Session.BindUserAsync: a name, a number or an address, in exactly that spelling",
    };

    private static Command Show(ToolConsole console)
    {
        var user = NewUser();
        var command = new Command("show", "Lists the sessions of a user on all nodes") { user };
        CommandRun.Set(command, console, async (run, cancellationToken) =>
        {
            var sessions = await FindAsync(run, run.Parsed.GetRequiredValue(user), cancellationToken);
            var table = new SessionTable(run.Console.Output);
            foreach (var session in sessions)
            {
                if (run.WantsJson)
                    run.WriteJson(session);
                else
                    table.Write(session);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command End(ToolConsole console)
    {
        var (user, consent) = (NewUser(), new Consent());
        var command = new Command("end", "Ends all sessions of a user: signs them out everywhere") { user, consent.Option };
        CommandRun.Set(command, console, async (run, cancellationToken) =>
        {
            var name = run.Parsed.GetRequiredValue(user);
            var sessions = await FindAsync(run, name, cancellationToken);
            var named = string.Join(", ", sessions.Select(session => session.Session));
            consent.Demand(run, $"End {Words.Count(sessions.Count, "session")} of this user ({named})?");
            var ended = await run.Open.Sessions.EndAllAsync(name, cancellationToken: cancellationToken);
            if (run.WantsJson)
                run.WriteJson(new { ended });
            else
                run.Console.Output.WriteLine($"{Words.Count(ended, "session")} ended.");
            return ended > 0 ? ExitCode.Done : ExitCode.No;
        });
        return command;
    }

    private static async Task<IReadOnlyList<SessionFacts>> FindAsync(CommandRun run, string user, CancellationToken cancellationToken)
    {
        var sessions = await new UserSearch(run.Open).FindAsync(user, cancellationToken);
        return sessions.Count > 0 ? sessions : throw ToolException.No(
            $"{run.Open.Choice}: this user has no session in the application '{run.Open.Choice.Application}'. If you expected one: is the user named "
            + $"as the application names them, and does the application set UserIndexSecret (then set {StoreOptions.SecretVariable})?");
    }
}
