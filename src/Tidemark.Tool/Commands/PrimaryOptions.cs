using System.CommandLine;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary>The options by which a command on a replica finds the primary.</summary>
internal sealed class PrimaryOptions(bool isNeeded)
{
    private readonly Option<string?> _primary = new("--primary")
    {
        Description = $"The primary, as --store names a store: {StoreAddress.Forms}", HelpName = "kind:where", Required = isNeeded,
    };

    private readonly Option<string?> _prefix = new("--primary-prefix") { Description = "As --prefix, for the primary", HelpName = "prefix" };
    private readonly Option<string?> _schema = new("--primary-schema") { Description = "As --schema, for the primary", HelpName = "schema" };

    public Command On(Command command)
    {
        command.Options.Add(_primary);
        command.Options.Add(_prefix);
        command.Options.Add(_schema);
        return command;
    }

    /// <exception cref="ToolException">It is not named, or cannot be named like this.</exception>
    /// <exception cref="StoreException">It cannot be reached.</exception>
    public Task<OpenStore> OpenAsync(CommandRun run, CancellationToken cancellationToken) => OpenStore.OpenAsync(
        run.Open.Choice with
        {
            Address = StoreAddress.Parse(run.Parsed.GetValue(_primary) ?? ""),
            Prefix = run.Parsed.GetValue(_prefix),
            Schema = run.Parsed.GetValue(_schema),
        },
        cancellationToken);

    /// <summary>The primary; null if it is not named, or cannot be reached.</summary>
    public async Task<OpenStore?> TryOpenAsync(CommandRun run, CancellationToken cancellationToken)
    {
        if (run.Parsed.GetValue(_primary) is null)
            return null;
        try
        {
            return await OpenAsync(run, cancellationToken);
        }
        catch (StoreException away)
        {
            run.Console.Error.WriteLine($"The primary cannot be asked. {away.Message}");
            return null;
        }
    }
}
