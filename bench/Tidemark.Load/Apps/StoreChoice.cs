using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.Load.Apps;

/// <summary>Gives Tidemark the store that an app is on.</summary>
internal static class StoreChoice
{
    public static TidemarkBuilder Use(this TidemarkBuilder tidemark, StoreKind store, string address) => store switch
    {
        StoreKind.Sqlite => tidemark.UseSqlite(address),
        StoreKind.PostgreSql => tidemark.UsePostgreSql(address),
        _ => tidemark.UseRedis(address),
    };
}
