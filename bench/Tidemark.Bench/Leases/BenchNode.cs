using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Sqlite;
using Tidemark.Stores;

namespace Tidemark.Bench.Leases;

/// <summary>Nodes over stores, as an application would have them.</summary>
internal static class BenchNode
{
    public static SessionManager Over(IPrimaryStore store) => new(
        store, new GraphSerializer(new GraphOptions()), new TidemarkOptions { Application = "bench", MaxCachedSessions = 100_000 },
        TimeProvider.System, NullLogger<SessionManager>.Instance);

    public static SqliteStore Sqlite(string folder) =>
        new(new SqliteStoreOptions { Path = Path.Combine(folder, "bench.db") }, TimeProvider.System);
}
