using Shop.Nodes;
using Tidemark.Redis;
using Tidemark.Stores;

namespace Tidemark.Replicas.Tests.Rig;

internal sealed class RedisEngine : IEngine
{
    private readonly RedisServer _server;

    private RedisEngine(RedisServer server) => _server = server;

    public int Port => _server.Port;

    public static async Task<IEngine> StartAsync() => new RedisEngine(await RedisServer.StartAsync(new RedisSettings { IsDurable = true }));

    public string AddressAt(int port) => $"redis:127.0.0.1:{port}";

    public SharedStore StoreAt(int port) => SharedStore.Of($"127.0.0.1:{port}", null)!;

    public SharedStore StandbyAt(int port) => SharedStore.StandbyOf($"127.0.0.1:{port}", null)!;

    public IPrimaryStore Open() => new RedisStore(new RedisStoreOptions
    {
        Configuration = _server.ConnectionString, KeyPrefix = $"tidemark:{Operator.Application}", CallTimeout = Operator.CallTimeout,
    });

    public Task KillAsync() => _server.KillAsync();

    public Task StartAgainAsync() => _server.RestartAsync();

    public void Freeze() => _server.Freeze();

    public void Thaw() => _server.Thaw();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
