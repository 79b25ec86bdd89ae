namespace Tidemark.Load.Apps;

/// <summary>How one app process is started.</summary>
/// <param name="App">The app.</param>
/// <param name="Address">Where its store is: host and port of Redis, a connection string of PostgreSQL, a file of SQLite.</param>
/// <param name="Folder">For what the processes of one app share besides, such as the keys of their cookies.</param>
internal sealed record AppOptions(App App, string Address, string Folder)
{
    /// <summary>The command line that <see cref="Parse"/> reads.</summary>
    public string[] Arguments =>
        [AppProgram.Verb, "--kind", App.Kind.ToString(), "--store", App.Store.ToString(), "--feed", App.HasFeed.ToString(), "--address", Address, "--folder", Folder];

    public static AppOptions Parse(ReadOnlySpan<string> args) =>
        args is [_, "--kind", var kind, "--store", var store, "--feed", var feed, "--address", var address, "--folder", var folder]
            ? new AppOptions(
                new App(Enum.Parse<AppKind>(kind, ignoreCase: true), Enum.Parse<StoreKind>(store, ignoreCase: true), bool.Parse(feed)), address, folder)
            : throw new ArgumentException(
                "An app is started by: app --kind none|onecall|peer|tidemark --store none|redis|postgresql|sqlite --feed true|false --address where --folder path");
}
