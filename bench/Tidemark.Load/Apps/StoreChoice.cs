using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.Load.Apps;

/// <summary>The one place that says what Tidemark keeps its sessions in.</summary>
internal static class StoreChoice
{
    /// <summary>As the page names it.</summary>
    public const string Name = "SQLite";

    /// <param name="builder">The set-up.</param>
    /// <param name="redis">Host and port of the bench's Redis server.</param>
    /// <param name="folder">The bench's folder, for a store of files.</param>
    public static TidemarkBuilder UseChosenStore(this TidemarkBuilder builder, string redis, string folder) =>
        builder.UseSqlite(Path.Combine(folder, $"{redis.Replace(':', '-')}.db"));
}
