using System.CommandLine;
using Tidemark.Replication;
using Tidemark.Tool.Printing;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary><c>replica status</c>, <c>run</c>, <c>verify</c>, <c>repair</c>, <c>allow</c>, <c>switch-over</c> and <c>promote</c>.</summary>
internal static class ReplicaCommands
{
    private const string Graph = "graph";
    private const string Binary = "binary";

    private static readonly Option<int> Patience = new("--patience")
    {
        Description = "For how many seconds the application's servers may take to leave the primary", DefaultValueFactory = _ => 60,
    };

    private static readonly Option<bool> Once = new("--once") { Description = "Stop when the replica has all that the primary had" };

    private static readonly Option<bool> Overwrite = new("--overwrite")
    {
        Description = "Take a store that has sessions of its own, such as an old primary. What the primary does not have is ended there",
    };

    private static readonly Option<string[]> Withhold = new("--withhold")
    {
        Description = "Keep an attribute (payment) or a member (cart.Notes, *.CardNumber) from the store, as well as what it is without already",
        HelpName = "RULE",
    };

    private static readonly Option<string> Comparison = new Option<string>("--comparison")
    {
        Description = "How values are compared, as the application's own rules have it", DefaultValueFactory = _ => Graph,
    }.AcceptOnlyFromAmong(Graph, Binary);

    private static readonly Option<int> TakeOver = new("--take-over")
    {
        Description = "After how many seconds without a word of the one that works another one takes over",
        DefaultValueFactory = _ => (int)new ReplicationOptions().TakeOver.TotalSeconds,
        Validators =
        {
            static option =>
            {
                if (option.GetValueOrDefault<int>() < 1)
                    option.AddError("--take-over must be a whole number of seconds from 1.");
            },
        },
    };

    public static Command Build(ToolConsole console) => new(
        "replica", "Looks after a replica, which is the --store of these commands")
    {
        Status(console), Run(console), Verify(console), Repair(console), Allow(console), SwitchOver(console), Promote(console),
    };

    private static Command Status(ToolConsole console)
    {
        var primary = new PrimaryOptions(isNeeded: false);
        var command = primary.On(new Command("status", "Says what the store is, and how far it is behind its primary, if that is named"));
        CommandRun.Set(command, console, async (run, cancellationToken) =>
        {
            var facts = await ReplicaFacts.ReadAsync(run.Open, await primary.TryOpenAsync(run, cancellationToken), run.Console.Time, cancellationToken);
            Tell(run, facts, ReplicaText.Of(facts, run.Open.Choice));
            return facts.IsReplica ? ExitCode.Done : ExitCode.No;
        });
        return command;
    }

    private static Command Run(ToolConsole console)
    {
        var primary = new PrimaryOptions(isNeeded: true);
        var command = primary.On(new Command(
            "run", "Keeps the store up to date with the primary, until Ctrl-C. Of several that do, the application's own among them, one works")
        {
            Once, Overwrite, Withhold, Comparison, TakeOver,
        });
        CommandRun.Set(command, console, async (run, cancellationToken) =>
        {
            await using var from = await primary.OpenAsync(run, cancellationToken);
            var options = OptionsOf(run);
            var replicator = new Replicator(from.Store, run.Open.Store, options, run.Console.Time);
            if (run.Parsed.GetValue(Once))
                await replicator.DrainAsync(cancellationToken);
            else
                await replicator.RunAsync(cancellationToken);
            var status = replicator.Status;
            var failing = status.Failing > 0 ? $" {Words.Number(status.Failing)} could not be copied." : "";
            Tell(run, status, $"Copied {Words.Number(status.Records)} records, {Words.Number(status.Bytes)} bytes.{failing}");
            return status.Failing == 0 ? ExitCode.Done : ExitCode.Damaged;
        }, OpenStore.OpenToFillAsync);
        return command;
    }

    private static ReplicationOptions OptionsOf(CommandRun run)
    {
        var options = new ReplicationOptions
        {
            Overwrites = run.Parsed.GetValue(Overwrite), TakeOver = TimeSpan.FromSeconds(run.Parsed.GetValue(TakeOver)),
        };
        if (run.Parsed.GetValue(Comparison) == Binary)
            options.Rules.Comparison = ReplicaComparison.Binary;
        foreach (var rule in run.Parsed.GetValue(Withhold) ?? [])
            Keep(options.Rules, rule);
        return options;
    }

    private static Command Verify(ToolConsole console) => Check(
        new Command("verify", "Compares the store with the primary, session by session and value by value, while both are in use"), console, repairs: false);

    private static Command Repair(ToolConsole console) =>
        Check(new Command("repair", "The same, and makes the store have what the primary has"), console, repairs: true);

    private static Command Check(Command command, ToolConsole console, bool repairs)
    {
        var primary = new PrimaryOptions(isNeeded: true);
        CommandRun.Set(primary.On(command), console, async (run, cancellationToken) =>
        {
            await using var from = await primary.OpenAsync(run, cancellationToken);
            var check = new ReplicaCheck(from.Store, run.Open.Store, null, run.Console.Time);
            var result = await run.Console.ShowProgressAsync("Comparing", progress => check.RunAsync(repairs, progress, cancellationToken));
            Tell(run, result, ReplicaText.Of(result, repairs));
            return result.IsSame || (repairs && result.Repaired == result.Missing + result.Extra + result.Different) ? ExitCode.Done : ExitCode.No;
        });
        return command;
    }

    private static Command Allow(ToolConsole console)
    {
        var (rule, consent) = (new Argument<string>("rule") { Description = "The rule, as 'replica status' tells it" }, new Consent());
        var command = new Command("allow", "Lets the store have again what a rule withheld: take the rule out of the application first")
        {
            rule, consent.Option,
        };
        CommandRun.Set(command, console, async (run, cancellationToken) =>
        {
            var named = run.Parsed.GetValue(rule)!;
            consent.Demand(run, $"Let {run.Open.Choice} have {named}?");
            if (!await new ReplicaSwitch(run.Open.Store, run.Open.Store, null, run.Console.Time).AllowAsync(named, cancellationToken))
                throw ToolException.No($"{run.Open.Choice} is not without '{named}'. 'replica status' tells what it is without.");
            Tell(run, new { allowed = named }, $"{run.Open.Choice} may have {named} again, and gets it from whatever keeps it up to date.");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Keep(ReplicationRules rules, string rule)
    {
        try
        {
            rules.Withhold(rule);
        }
        catch (ArgumentException wrong)
        {
            throw ToolException.WrongUse($"--withhold: {wrong.Message.Split(" (Parameter")[0]}");
        }
    }

    private static Command SwitchOver(ToolConsole console)
    {
        var (primary, consent) = (new PrimaryOptions(isNeeded: true), new Consent());
        var command = primary.On(new Command(
            "switch-over", "Makes the store the primary without losing anything: the servers of the application, which must know both, change over")
        {
            Patience, consent.Option,
        });
        CommandRun.Set(command, console, async (run, cancellationToken) =>
        {
            await using var from = await primary.OpenAsync(run, cancellationToken);
            consent.Demand(run, $"Make {run.Open.Choice} the primary in place of {from.Choice}? Requests wait for a moment.");
            try
            {
                var began = run.Console.Time.GetTimestamp();
                var epoch = await new ReplicaSwitch(from.Store, run.Open.Store, null, run.Console.Time)
                    .SwitchOverAsync(TimeSpan.FromSeconds(run.Parsed.GetValue(Patience)), cancellationToken);
                var took = run.Console.Time.GetElapsedTime(began);
                Tell(run, new { epoch, seconds = took.TotalSeconds }, $"{run.Open.Choice} is the primary in epoch {epoch}. It took {Words.Span(took)}.");
                return ExitCode.Done;
            }
            catch (TimeoutException late)
            {
                throw ToolException.No(late.Message);
            }
        });
        return command;
    }

    private static Command Promote(ToolConsole console)
    {
        var (primary, consent) = (new PrimaryOptions(isNeeded: false), new Consent());
        var command = primary.On(new Command(
            "promote", "Makes the store the primary though the other one is gone. What it lacks is lost, and how much that is is shown before")
        {
            consent.Option,
        });
        CommandRun.Set(command, console, async (run, cancellationToken) =>
        {
            var from = await primary.TryOpenAsync(run, cancellationToken);
            var facts = await ReplicaFacts.ReadAsync(run.Open, from, run.Console.Time, cancellationToken);
            run.Console.Error.WriteLine(ReplicaText.Of(facts, run.Open.Choice));
            consent.Demand(run, $"Make {run.Open.Choice} the primary? What it lacks is lost.");
            var epoch = await new ReplicaSwitch(from?.Store ?? run.Open.Store, run.Open.Store, null, run.Console.Time).PromoteAsync(cancellationToken);
            Tell(run, new { epoch, lost = facts }, $"{run.Open.Choice} is the primary in epoch {epoch}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell<T>(CommandRun run, T document, string text)
    {
        if (run.WantsJson)
            run.WriteJson(document);
        else
            run.Console.Output.WriteLine(text);
    }
}
