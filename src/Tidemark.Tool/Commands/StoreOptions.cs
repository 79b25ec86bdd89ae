using System.CommandLine;
using Tidemark.Tool.Printing;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Commands;

/// <summary>The options by which every command finds its store.</summary>
internal static class StoreOptions
{
    public const string StoreVariable = "TIDEMARK_STORE";
    public const string ApplicationVariable = "TIDEMARK_APPLICATION";
    public const string SecretVariable = "TIDEMARK_USER_INDEX_SECRET";

    private static readonly Option<string?> Store = new("--store", "-s")
    {
        Description = $"The store as the application names it: {StoreAddress.Forms}. Default: ${StoreVariable}",
        HelpName = "kind:where",
        Recursive = true,
    };

    private static readonly Option<string?> Application = new("--application", "-a")
    {
        Description = $"The application's name, by default that of its entry assembly; needed for Redis, users and ids. Default: ${ApplicationVariable}",
        HelpName = "name",
        Recursive = true,
    };

    private static readonly Option<string?> Prefix = new("--prefix")
    {
        Description = "Redis: what keys begin with, if the application sets RedisStoreOptions.KeyPrefix",
        HelpName = "prefix",
        Recursive = true,
    };

    private static readonly Option<string?> Schema = new("--schema")
    {
        Description = "PostgreSQL: the schema of the tables, if the application sets PostgreSqlStoreOptions.Schema",
        HelpName = "schema",
        Recursive = true,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Write JSON, a document a line", Recursive = true };

    public static IReadOnlyList<Option> All { get; } = [Store, Application, Prefix, Schema, Json];

    public static bool WantsJson(ParseResult parsed) => parsed.GetValue(Json);

    /// <exception cref="ToolException">The store is not named, or cannot be named like this.</exception>
    public static StoreChoice Read(ParseResult parsed, ToolConsole console)
    {
        var named = parsed.GetValue(Store) ?? console.Variable(StoreVariable);
        if (string.IsNullOrWhiteSpace(named))
            throw ToolException.WrongUse($"No store is named: say --store, or set {StoreVariable}, to {StoreAddress.Forms}.");
        return new StoreChoice(StoreAddress.Parse(named), parsed.GetValue(Application) ?? console.Variable(ApplicationVariable))
        {
            Prefix = parsed.GetValue(Prefix),
            Schema = parsed.GetValue(Schema),
            UserSecret = console.Variable(SecretVariable),
        };
    }
}
