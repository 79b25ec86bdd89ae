using System.CommandLine;
using Tidemark.Tool.Printing;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary><c>feed tail</c>, <c>on</c> and <c>off</c>.</summary>
internal static class FeedCommands
{
    private static readonly Option<bool> FromStart = new("--from-start")
    {
        Description = "Begin with all records that there are, in the order of their last changes",
    };

    private static readonly Option<bool> NoFollow = new("--no-follow") { Description = "Stop when all is told, instead of waiting for more" };

    public static Command Build(ToolConsole console) =>
        new("feed", "Follows what changes in the store, and switches the notes of it on and off") { Tail(console), On(console), Off(console) };

    private static Command Tail(ToolConsole console)
    {
        var command = new Command("tail", "Tells what changes from now on, a line for each record that changed, until Ctrl-C") { FromStart, NoFollow };
        CommandRun.Set(command, console, async (run, cancellationToken) =>
        {
            var follower = new FeedFollower(run.Open, FeedFollower.FeedOf(run.Open), console.Time);
            await foreach (var line in follower.FollowAsync(run.Parsed.GetValue(FromStart), !run.Parsed.GetValue(NoFollow), cancellationToken))
            {
                if (run.WantsJson)
                    run.WriteJson(line);
                else
                    console.Output.WriteLine(TextOf(line));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command On(ToolConsole console)
    {
        var command = new Command("on", "Switches the feed on: from then on each change also writes a note of it. Goes through all records once");
        CommandRun.Set(command, console, async (run, cancellationToken) =>
        {
            await FeedFollower.FeedOf(run.Open).BeginAsync(cancellationToken);
            Tell(run, isOn: true);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Off(ToolConsole console)
    {
        var consent = new Consent();
        var command = new Command("off", "Switches the feed off. Whoever follows it must begin anew when it is on again") { consent.Option };
        CommandRun.Set(command, console, async (run, cancellationToken) =>
        {
            var feed = FeedFollower.FeedOf(run.Open);
            consent.Demand(run, $"Switch the change feed of {run.Open.Choice} off? Whoever follows it, such as a replica, has to begin anew then.");
            await feed.EndAsync(cancellationToken);
            Tell(run, isOn: false);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(CommandRun run, bool isOn)
    {
        if (run.WantsJson)
            run.WriteJson(new { feed = isOn ? "on" : "off" });
        else
            run.Console.Output.WriteLine($"The change feed of {run.Open.Choice} is {(isOn ? "on" : "off")}.");
    }

    private static string TextOf(FeedLine line)
    {
        if (line.Change == "gap")
            return $"{Words.Time(line.Time)}  records may have gone before this without a line: they went more than a day ago";
        var version = line.Version is { } number ? $"version {Words.Number(number)}" : "";
        return $"{Words.Time(line.Time)}  {line.Record,-7}  {line.Name}  {line.Change,-7}  {version}".TrimEnd();
    }
}
