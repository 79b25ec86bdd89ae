using System.CommandLine;
using Tidemark.Tool.Printing;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary><c>store check</c></summary>
internal static class StoreCommands
{
    private static readonly Option<bool> Deep = new("--deep")
    {
        Description = "Also read all attributes of all sessions, and decode them by their schemas. Takes the store as much work as a request to each session",
    };

    public static Command Build(ToolConsole console)
    {
        var check = new Command("check", "Checks a store: whether it can be reached and written, what is damaged, what an application would refuse") { Deep };
        CommandRun.Set(check, console, CheckAsync, OpenStore.OpenToCheckAsync);
        return new Command("store", "Checks a store") { check };
    }

    private static async Task<int> CheckAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var check = new StoreCheck(run.Open, run.Parsed.GetValue(Deep));
        var report = await run.Console.ShowProgressAsync("Reading all sessions", progress => check.RunAsync(progress, cancellationToken));
        if (run.WantsJson)
            run.WriteJson(report);
        else
            ReportText.Write(run.Console.Output, report);
        return report.HasDamage ? ExitCode.Damaged : report.IsWell ? ExitCode.Done : ExitCode.No;
    }
}
