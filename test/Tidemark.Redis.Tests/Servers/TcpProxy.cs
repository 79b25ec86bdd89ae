using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>
/// A bad network between clients and one server, as bad as the test wants at the moment. What it does holds for connections that are
/// there and for those to come. Where traps name a request, they mean the next one that holds this text anywhere, and do it once; they
/// know requests from replies in plain connections only, and not in those that subscribe. Links of replicas are spared.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ProxyScript _script = new();
    private readonly ConcurrentDictionary<ProxyLink, Task> _links = new();
    private readonly Task _accepting;
    private int _cuts;

    private TcpProxy(RedisServer server)
    {
        Server = server;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public RedisServer Server { get; }

    public int Port { get; }

    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>As StackExchange.Redis takes it.</summary>
    public string ConnectionString => EndPoint + Server.ConnectionString[Server.EndPoint.Length..];

    /// <summary>How many connections there are, without those of replicas.</summary>
    public int Links => Clients.Count();

    private IEnumerable<ProxyLink> Clients => _links.Keys.Where(link => !link.HasEnded && !link.IsSpared);

    public static TcpProxy Before(RedisServer server) => new(server);

    /// <summary>Every reply arrives so much later.</summary>
    public void Delay(TimeSpan delay) => _script.Delay = delay;

    /// <summary>Resets all connections, at both ends. New ones are welcome.</summary>
    public void CutAll()
    {
        Interlocked.Increment(ref _cuts);
        foreach (var link in Clients)
            link.Reset();
    }

    /// <summary>Resets all connections, and new ones too, until it heals.</summary>
    public void Refuse()
    {
        _script.IsClosed = true;
        CutAll();
    }

    /// <summary>Requests reach the server, replies wait here.</summary>
    public void HoldReplies() => _script.Hold(requests: false, replies: true);

    /// <summary>Requests wait here, replies reach their client.</summary>
    public void HoldRequests() => _script.Hold(requests: true, replies: false);

    /// <summary>What comes on connections that have subscribed waits here; all others are well.</summary>
    public void HoldSubscriptions() => _script.HoldTalk();

    /// <summary>What waits here passes, in order, as after a cut of the network that TCP survives.</summary>
    public void LetGo() => _script.LetGo();

    /// <summary>Bytes vanish in both directions, ends of connections too. Whose bytes vanished stays open, and mute for ever.</summary>
    public void Blackhole() => _script.IsBlackhole = true;

    /// <summary>Bytes arrive one by one.</summary>
    public void OneByteAtATime() => _script.IsByteByByte = true;

    /// <summary>All is well again, for new connections and those that lost nothing. What waited passes; traps are taken up.</summary>
    public void Heal() => _script.Heal();

    /// <summary>
    /// The server gets the request whole and answers; then the connection is reset, with the first bytes of the reply or none.
    /// </summary>
    /// <returns>Completes when it has happened.</returns>
    public Task CutReply(string to, int after = 0) => _script.Lay(new ProxyTrap(TrapKind.CutReply, Encoding.UTF8.GetBytes(to), after));

    /// <summary>The connection is reset instead of passing on the request, or after its first bytes.</summary>
    /// <returns>Completes when it has happened.</returns>
    public Task CutRequest(string with, int after = 0) => _script.Lay(new ProxyTrap(TrapKind.CutRequest, Encoding.UTF8.GetBytes(with), after));

    /// <summary>
    /// The next two such requests of one connection get each other's reply. The first reply waits for the second, and so do those between.
    /// </summary>
    /// <returns>Completes when it has happened.</returns>
    public Task SwapNextTwoReplies(string to) => _script.Lay(new ProxyTrap(TrapKind.SwapReplies, Encoding.UTF8.GetBytes(to), 0));

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        _script.Heal();
        foreach (var (link, running) in _links)
        {
            link.Reset();
            await running;
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                await LinkAsync(await _listener.AcceptAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // It was let go.
        }
    }

    private async Task LinkAsync(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        var cuts = Volatile.Read(ref _cuts);
        try
        {
            if (!_script.IsClosed)
                await server.ConnectAsync(IPAddress.Loopback, Server.Port);
        }
        catch (SocketException)
        {
            // Nobody listens there.
        }

        if (server.Connected)
        {
            var link = new ProxyLink(_script, client, server);
            _links[link] = link.RunAsync();

            // A cut that came while it connected means it too.
            if (cuts != Volatile.Read(ref _cuts))
                link.Reset();
        }
        else
        {
            ProxyLink.Reset(client);
            server.Dispose();
        }
    }
}
