using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.Load.Apps;

/// <summary>Gives Tidemark the store that an app is on.</summary>
internal static class StoreChoice
{
    public static TidemarkBuilder Use(this TidemarkBuilder tidemark, App app, string address) => app.Store switch
    {
        StoreKind.Sqlite => tidemark.UseSqlite(address),
        StoreKind.PostgreSql => tidemark.UsePostgreSql(options =>
        {
            options.ConnectionString = address;
            if (app.HasFeed)
                options.Schema = "with_feed";
        }),
        _ => tidemark.UseRedis(address),
    };
}
