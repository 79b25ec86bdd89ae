using System.CommandLine;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary>How the commands on one session are told which.</summary>
internal sealed class SessionTarget
{
    private readonly Argument<string?> _reference = new("session")
    {
        Description = $"The session: at least {SessionReference.Fewest} digits of its key, as log lines and 'sessions list' have them",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _fromInput = new("--id-from-stdin", "--cookie-from-stdin")
    {
        Description = "Read the session's id, or a Cookie header, from standard input, where nobody else sees it; needs --application",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_reference);
        command.Options.Add(_fromInput);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_fromInput) == result.GetValue(_reference) is not null)
                result.AddError("Say which session: by digits of its key, or by --id-from-stdin.");
            else if (result.GetValue(_reference) is { } text && SessionReference.TryParse(text) is null)
                result.AddError(SessionReference.Fault);
        });
    }

    /// <exception cref="ToolException">It is not found, or not clear.</exception>
    public async Task<StateKey> FindAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var walk = new SessionWalk(run.Open);
        var search = new SessionSearch(run.Open, walk);
        if (run.Parsed.GetValue(_reference) is { } digits && SessionReference.TryParse(digits) is { } reference)
        {
            return await run.Console.ShowProgressAsync(
                "Looking for the session", progress => search.FindAsync(reference, progress, cancellationToken));
        }

        var input = run.Console.ReadSecret("Session id or Cookie header (not shown):");
        return await search.FindAsync(StandardInput.FindIds(input), cancellationToken);
    }
}
