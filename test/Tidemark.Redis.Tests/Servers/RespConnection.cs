using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>
/// A connection that sends what it is told and returns what is answered, nothing else: no retry, no queue, no thread. So the faults of a
/// client under test are not blurred by those of another.
/// </summary>
public sealed class RespConnection : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly FrameBuffer _frames = new();
    private readonly byte[] _buffer = new byte[16384];
    private Stream _stream = Stream.Null;

    private RespConnection()
    {
    }

    public static async Task<RespConnection> OpenAsync(int port, RedisSettings settings, CancellationToken stop = default)
    {
        var connection = new RespConnection();
        try
        {
            await connection._client.ConnectAsync(IPAddress.Loopback, port, stop);
            connection._stream = connection._client.GetStream();
            if (settings.Tls is { } identity)
                connection._stream = await identity.GreetAsync(connection._stream, stop);
            if (settings.RigLogin is { } login)
                await connection.RunAsync(["AUTH", .. login], stop);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <exception cref="RedisErrorException">The server answered with an error.</exception>
    public Task<Reply> RunAsync(params string[] command) => RunAsync(command, CancellationToken.None);

    public Task<Reply> RunAsync(string[] command, CancellationToken stop) => RunAsync(Bytes(command), stop);

    public async Task<Reply> RunAsync(IReadOnlyList<byte[]> command, CancellationToken stop)
    {
        await SendAsync(command, stop);
        var reply = await ReadAsync(stop);
        return reply.Kind == ReplyKind.Error ? throw new RedisErrorException(Encoding.UTF8.GetString(command[0]), reply.Text) : reply;
    }

    /// <summary>Sends a command whose reply is read later.</summary>
    public Task SendAsync(params string[] command) => SendAsync(Bytes(command), CancellationToken.None);

    /// <summary>The next reply, errors too.</summary>
    /// <exception cref="EndOfStreamException">The server closed the connection.</exception>
    /// <exception cref="TimeoutException">There was none, and nothing else would have ended this.</exception>
    public async Task<Reply> ReadAsync(CancellationToken stop = default)
    {
        using var limit = stop.CanBeCanceled ? null : new CancellationTokenSource(Patience.Longest);
        try
        {
            return await ReadWholeAsync(limit?.Token ?? stop);
        }
        catch (OperationCanceledException) when (limit is { IsCancellationRequested: true })
        {
            throw new TimeoutException($"There was no reply within {Patience.Longest}.");
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private static byte[][] Bytes(string[] command) => [.. command.Select(Encoding.UTF8.GetBytes)];

    private async Task<Reply> ReadWholeAsync(CancellationToken stop)
    {
        byte[]? frame;
        while ((frame = _frames.Take()) is null)
        {
            var count = await _stream.ReadAsync(_buffer, stop);
            if (count == 0)
                throw new EndOfStreamException("The server closed the connection.");
            _frames.Add(_buffer.AsSpan(0, count));
        }

        return Reply.Read(frame)!.Value.Reply;
    }

    private async Task SendAsync(IReadOnlyList<byte[]> command, CancellationToken stop)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.ASCII.GetBytes($"*{command.Count}\r\n"));
        foreach (var part in command)
        {
            bytes.Write(Encoding.ASCII.GetBytes($"${part.Length}\r\n"));
            bytes.Write(part);
            bytes.Write("\r\n"u8);
        }

        await _stream.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), stop);
    }
}
