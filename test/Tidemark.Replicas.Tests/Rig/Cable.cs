using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Tidemark.Replicas.Tests.Rig;

/// <summary>The way of one client to a server, which can be cut: whatever its connections carry, and however they end.</summary>
internal sealed class Cable : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<Strand, Task> _strands = new();
    private readonly int _server;
    private readonly Task _accepting;
    private volatile bool _isCut;
    private volatile bool _isMute;

    private Cable(int server)
    {
        _server = server;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>A way to the server that listens on this port of this machine, now or later.</summary>
    public static Cable To(int server) => new(server);

    /// <summary>All connections are reset, new ones too, until it is mended.</summary>
    public void Cut()
    {
        _isCut = true;
        ResetAll();
    }

    /// <summary>What is sent vanishes, in both directions, and nobody is told, until it is mended: then these connections are reset.</summary>
    public void Mute() => _isMute = true;

    public void Mend()
    {
        if (_isMute)
            ResetAll();
        (_isMute, _isCut) = (false, false);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        ResetAll();
        await Task.WhenAll(_strands.Values);
    }

    private void ResetAll()
    {
        foreach (var (strand, _) in _strands)
            strand.Reset();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                Join(await _listener.AcceptAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // It was taken away.
        }
    }

    private void Join(Socket client)
    {
        var strand = new Strand(client, new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        client.NoDelay = true;
        _strands[strand] = RunAsync(strand);
    }

    private async Task RunAsync(Strand strand)
    {
        try
        {
            if (_isCut)
                return;
            await strand.Server.ConnectAsync(IPAddress.Loopback, _server);
            await Task.WhenAny(PassAsync(strand.Client, strand.Server), PassAsync(strand.Server, strand.Client));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // Nobody listens there, or it was cut meanwhile.
        }
        finally
        {
            strand.Reset();
            _strands.TryRemove(strand, out _);
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[32768];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                for (var sent = 0; sent < count && !_isMute;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // One end is gone: so is the other.
        }
    }

    private sealed record Strand(Socket Client, Socket Server)
    {
        public void Reset()
        {
            foreach (var socket in new[] { Client, Server })
            {
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
                catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
                {
                    // Somebody was faster.
                }

                socket.Dispose();
            }
        }
    }
}
