using System.Net;
using Garnet;
using Garnet.server;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Garnet.Tests.Servers;

/// <summary>A Garnet server inside this process, with Lua, and with each script as a transaction, which is not its default.</summary>
internal sealed class GarnetInside : IDisposable
{
    private readonly GarnetServer _server;

    public GarnetInside(string memory)
    {
        var address = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        ConnectionString = address.ToString();
        _server = new GarnetServer(new GarnetServerOptions
        {
            EndPoints = [address],
            EnableLua = true,
            LuaTransactionMode = true,
            LuaOptions = new LuaOptions(),
            LogMemorySize = memory,
            PageSize = "512k",
            IndexMemorySize = "1m",
            QuietMode = true,
        });
        _server.Start();
    }

    public string ConnectionString { get; }

    public void Dispose() => _server.Dispose();
}
