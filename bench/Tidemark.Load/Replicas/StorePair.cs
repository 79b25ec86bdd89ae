using Microsoft.Extensions.DependencyInjection;
using Tidemark.Load.Apps;
using Tidemark.Load.Runs;
using Tidemark.Load.Servers;
using Tidemark.Replication;
using Tidemark.Stores;

namespace Tidemark.Load.Replicas;

/// <summary>A primary and an empty replica, each on a server, or in a file, of its own.</summary>
internal sealed class StorePair : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];

    private StorePair(StoreKind from, StoreKind to) => (From, To) = (from, to);

    public StoreKind From { get; }

    public StoreKind To { get; }

    public string Name => $"{From} to {To}";

    public IPrimaryStore Primary { get; private set; } = null!;

    public IPrimaryStore Replica { get; private set; } = null!;

    /// <summary>The server of the primary, or of the replica; null if it is on no Redis.</summary>
    public RedisServer? PrimaryRedis { get; private set; }

    public RedisServer? ReplicaRedis { get; private set; }

    public static async Task<StorePair> StartAsync(StoreKind from, StoreKind to)
    {
        var pair = new StorePair(from, to);
        (pair.Primary, pair.PrimaryRedis) = await pair.OpenAsync(from);
        (pair.Replica, pair.ReplicaRedis) = await pair.OpenAsync(to);
        return pair;
    }

    public Replicator Replicate(ReplicaComparison comparison)
    {
        var options = new ReplicationOptions { MemoryBytes = 256L << 20 };
        options.Rules.Comparison = comparison;
        return new Replicator(Primary, Replica, options);
    }

    public async ValueTask DisposeAsync()
    {
        for (var last = _owned.Count - 1; last >= 0; last--)
            await _owned[last].DisposeAsync();
    }

    private async Task<(IPrimaryStore Store, RedisServer? Redis)> OpenAsync(StoreKind kind)
    {
        var folder = new RunFolder();
        _owned.Add(new Owned(folder));
        var redis = kind == StoreKind.Redis ? await RedisServer.StartAsync(folder.Path) : null;
        var postgreSql = kind == StoreKind.PostgreSql ? PostgreSqlServer.Start() : null;
        if (redis is not null)
            _owned.Add(redis);
        if (postgreSql is not null)
            _owned.Add(postgreSql);
        var services = new ServiceCollection();
        services.AddTidemarkCore(options => options.Application = "bench")
            .Use(new App(AppKind.Tidemark, kind), redis?.Address ?? postgreSql?.ConnectionString ?? Path.Combine(folder.Path, "tidemark.db"));
        var provider = services.BuildServiceProvider();
        _owned.Add(provider);
        return (provider.GetRequiredService<IPrimaryStore>(), redis);
    }

    private sealed class Owned(IDisposable what) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            what.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
