using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tidemark.Load.Servers;

/// <summary>A plain connection to Redis, for what clients do not offer: counters of the server, and MONITOR.</summary>
internal sealed class RedisWire : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _reader;

    private RedisWire(Socket socket)
    {
        _socket = socket;
        _reader = new StreamReader(new NetworkStream(socket, ownsSocket: true), Encoding.Latin1, false, 1 << 16);
    }

    public static async Task<RedisWire> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return new RedisWire(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command without arguments of its own lines, and returns its simple or bulk answer.</summary>
    public async Task<string> AskAsync(string command)
    {
        await _socket.SendAsync(Encoding.Latin1.GetBytes(command + "\r\n"));
        var head = await ReadLineAsync();
        if (head[0] != '$')
            return head[0] == '+' ? head[1..] : throw new InvalidOperationException($"Redis answered {command}: {head}");
        var text = new char[int.Parse(head.AsSpan(1), CultureInfo.InvariantCulture) + 2];
        if (await _reader.ReadBlockAsync(text) < text.Length)
            throw new EndOfStreamException($"Redis closed the connection in its answer to {command}.");
        return new string(text, 0, text.Length - 2);
    }

    /// <summary>The next line; what MONITOR sends is one each.</summary>
    public async Task<string> ReadLineAsync() =>
        await _reader.ReadLineAsync() ?? throw new EndOfStreamException("Redis closed the connection.");

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }
}
