using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Tidemark.Load.Driving;

/// <summary>A connection that understands just as much HTTP as the apps of the bench answer: a head with Content-Length, and a small body.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[4096];

    private HttpConnection()
    {
    }

    public static async Task<HttpConnection> OpenAsync(Uri target)
    {
        var connection = new HttpConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, target.Port);
        return connection;
    }

    /// <summary>Sends a request, and returns whether the answer was 200.</summary>
    public async ValueTask<bool> AskAsync(byte[] request)
    {
        // So small that it goes into the socket's buffer at once.
        _socket.Send(request);
        for (var filled = 0; ;)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(filled));
            if (received == 0)
                throw new InvalidOperationException("The app closed the connection.");
            filled += received;
            if (IsWhole(_buffer.AsSpan(0, filled)))
                return _buffer.AsSpan(0, filled).StartsWith("HTTP/1.1 200 "u8);
        }
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var length = answer[..head].IndexOf("Content-Length: "u8);
        if (length < 0 || !Utf8Parser.TryParse(answer[(length + "Content-Length: ".Length)..], out int body, out _))
            throw new InvalidOperationException("An app answered without Content-Length.");
        return answer.Length >= head + 4 + body;
    }
}
