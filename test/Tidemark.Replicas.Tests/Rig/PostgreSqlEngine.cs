using Shop.Nodes;
using Tidemark.PostgreSql;
using Tidemark.PostgreSql.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Replicas.Tests.Rig;

internal sealed class PostgreSqlEngine : IEngine
{
    private readonly PostgreSqlServer _server;

    private PostgreSqlEngine(PostgreSqlServer server) => _server = server;

    public int Port => _server.Port;

    public static async Task<IEngine> StartAsync() => new PostgreSqlEngine(await PostgreSqlServer.StartAsync());

    public string AddressAt(int port) => $"postgres:{ConnectionStringAt(port)}";

    public SharedStore StoreAt(int port) => SharedStore.Of(null, ConnectionStringAt(port))!;

    public SharedStore StandbyAt(int port) => SharedStore.StandbyOf(null, ConnectionStringAt(port))!;

    public IPrimaryStore Open() => new PostgreSqlStore(new PostgreSqlStoreOptions
    {
        ConnectionString = _server.ConnectionString, CallTimeout = Operator.CallTimeout,
    });

    public Task KillAsync() => _server.KillAsync();

    public Task StartAgainAsync() => _server.StartAgainAsync();

    public void Freeze() => _server.Freeze();

    public void Thaw() => _server.Thaw();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private string ConnectionStringAt(int port) => $"Host=127.0.0.1;Port={port};Username=tidemark;Database=postgres;Timeout=5";
}
