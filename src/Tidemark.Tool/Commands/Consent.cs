using System.CommandLine;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary>Asks before something is ended; a script says yes beforehand.</summary>
internal sealed class Consent
{
    public Option<bool> Option { get; } = new("--yes", "-y") { Description = "Do not ask" };

    /// <exception cref="ToolException">Nobody can be asked, or whoever was asked does not want it.</exception>
    public void Demand(CommandRun run, string question)
    {
        if (run.Parsed.GetValue(Option))
            return;
        if (!run.Console.IsInputTerminal)
            throw ToolException.WrongUse($"Nothing was changed: {question} Nobody can answer here, so say --yes.");
        if (!run.Console.Confirm(question))
            throw ToolException.No("Nothing was changed.");
    }
}
