using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Conformance;

/// <summary>One server and one cluster for all conformance tests: each test has a prefix of its own. They end with the process.</summary>
internal static class SharedServers
{
    private static readonly Lazy<Task<RedisServer>> LazyServer = new(() => RedisServer.StartAsync());
    private static readonly Lazy<Task<RedisCluster>> LazyCluster = new(() => RedisCluster.StartAsync());

    public static Task<RedisServer> Server => LazyServer.Value;

    public static Task<RedisCluster> Cluster => LazyCluster.Value;
}
