namespace Tidemark.PostgreSql.Tests.Servers;

/// <summary>One server for all tests that do it no harm: each has a schema of its own. It ends with the process.</summary>
internal static class SharedServer
{
    private static readonly Lazy<Task<PostgreSqlServer>> Lazy = new(PostgreSqlServer.StartAsync);
    private static int _schemas;

    public static Task<PostgreSqlServer> Server => Lazy.Value;

    public static async Task<PostgreSqlStoreOptions> OptionsAsync() => new()
    {
        ConnectionString = (await Server).ConnectionString,
        Schema = $"test{Interlocked.Increment(ref _schemas)}",
        CallTimeout = TimeSpan.FromSeconds(10),
    };
}
