using Tidemark.Load.Apps;

namespace Tidemark.Load.Servers;

/// <summary>The servers and the file that apps keep their sessions in.</summary>
internal sealed class StoreServers(RedisServer redis, PostgreSqlServer? postgreSql, string folder) : IAsyncDisposable
{
    public RedisServer Redis => redis;

    /// <summary>Not there for apps of which none is on it.</summary>
    public PostgreSqlServer PostgreSql => postgreSql ?? throw new InvalidOperationException("No PostgreSQL server was started.");

    public static async Task<StoreServers> StartAsync(IEnumerable<App> apps, string folder)
    {
        var redis = await RedisServer.StartAsync(folder);
        try
        {
            return new StoreServers(redis, apps.Any(app => app.Store == StoreKind.PostgreSql) ? PostgreSqlServer.Start() : null, folder);
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    public string AddressOf(App app) => app.Store switch
    {
        StoreKind.PostgreSql => PostgreSql.ConnectionString,
        StoreKind.Sqlite => Path.Combine(folder, app.HasFeed ? "sqlite-with-feed" : "sqlite", "tidemark.db"),
        _ => redis.Address,
    };

    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        if (postgreSql is not null)
            await postgreSql.DisposeAsync();
    }
}
