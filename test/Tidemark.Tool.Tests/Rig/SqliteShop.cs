using Tidemark.Sqlite;
using Tidemark.Stores;

namespace Tidemark.Tool.Tests.Rig;

/// <summary>A shop on a file of its own, and the tool pointed at it.</summary>
internal sealed class SqliteShop : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tidemark-tool-");

    public SqliteShop(Action<TidemarkOptions>? configure = null, TimeProvider? time = null)
    {
        Store = new SqliteStore(new SqliteStoreOptions { Path = Path }, time ?? TimeProvider.System);
        Server = new ShopServer(Store, configure);
    }

    public SqliteStore Store { get; }

    public string Path => System.IO.Path.Combine(_folder.FullName, "sessions.db");

    public ShopServer Server { get; }

    public Task<StateKey> BeginAsync(string? user = null, Func<Session, Task>? work = null) => Server.BeginAsync(user, work);

    public Task<Outcome> RunAsync(params string[] arguments) => Outcome.OfAsync(With(arguments));

    public Task<Outcome> RunWithAsync(string input, params string[] arguments) => Outcome.OfAsync(With(arguments), input);

    public Task<Outcome> RunAtTerminalAsync(string input, params string[] arguments) => Outcome.OfAsync(With(arguments), input, isTerminal: true);

    public string[] With(string[] arguments) => [.. arguments, "--store", $"sqlite:{Path}", "--application", Shop.Name];

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
