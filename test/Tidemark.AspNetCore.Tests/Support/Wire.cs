using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.AspNetCore.Tests;

/// <summary>A connection that writes down what is done with it.</summary>
internal sealed class Wire : Stream, IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    public List<string> Calls { get; } = [];

    /// <summary>What happens while somebody reads.</summary>
    public Func<Task> Reading { get; init; } = () => Task.CompletedTask;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override bool CanTimeout => true;

    public override long Length => 11;

    public override long Position { get => 12; set => Calls.Add($"position {value}"); }

    public bool IsUpgradableRequest { get; init; }

    public bool IsExtendedConnect { get; init; }

    public string? Protocol => "websocket";

    public Task<Stream> UpgradeAsync() => Task.FromResult<Stream>(this);

    public ValueTask<Stream> AcceptAsync() => new(this);

    public override int Read(byte[] buffer, int offset, int count) => Note(offset, $"read {offset} {count}");

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Reading();
        return Note(buffer.Length, $"read in time {buffer.Length} {cancellationToken.CanBeCanceled}");
    }

    public override void Write(byte[] buffer, int offset, int count) => Calls.Add($"write {offset} {count}");

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Calls.Add($"write in time {buffer.Length} {cancellationToken.CanBeCanceled}");
        return default;
    }

    public override void Flush() => Calls.Add("flush");

    public override async Task FlushAsync(CancellationToken cancellationToken) => Calls.Add($"flush in time {cancellationToken.CanBeCanceled}");

    public override long Seek(long offset, SeekOrigin origin) => Note((int)offset, $"seek {offset} {origin}");

    public override void SetLength(long value) => Calls.Add($"length {value}");

    public override ValueTask DisposeAsync()
    {
        Calls.Add("end in time");
        return default;
    }

    protected override void Dispose(bool disposing) => Calls.Add($"end {disposing}");

    private int Note(int answer, string call)
    {
        Calls.Add(call);
        return answer;
    }
}

/// <summary>A WebSocket that writes down what is done with it.</summary>
internal sealed class WireSocket : WebSocket, IHttpWebSocketFeature
{
    public List<string> Calls { get; } = [];

    /// <summary>What happens while somebody waits for a message, or for the end.</summary>
    public Func<Task> Waiting { get; init; } = () => Task.CompletedTask;

    public bool IsWebSocketRequest => true;

    public override WebSocketCloseStatus? CloseStatus => WebSocketCloseStatus.EndpointUnavailable;

    public override string CloseStatusDescription => "gone";

    public override WebSocketState State => WebSocketState.CloseReceived;

    public override string SubProtocol => "shelf";

    public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
    {
        Calls.Add($"accept {context.SubProtocol}");
        return Task.FromResult<WebSocket>(this);
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        await Waiting();
        Calls.Add($"receive {buffer.Offset} {buffer.Count} {cancellationToken.CanBeCanceled}");
        return new WebSocketReceiveResult(1, WebSocketMessageType.Text, true);
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await Waiting();
        Calls.Add($"receive as value {buffer.Length} {cancellationToken.CanBeCanceled}");
        return new ValueWebSocketReceiveResult(2, WebSocketMessageType.Binary, false);
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        NoteAsync($"send {buffer.Count} {messageType} {endOfMessage} {cancellationToken.CanBeCanceled}");

    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        new(NoteAsync($"send as value {buffer.Length} {messageType} {endOfMessage} {cancellationToken.CanBeCanceled}"));

    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, WebSocketMessageFlags messageFlags, CancellationToken cancellationToken) =>
        new(NoteAsync($"send with flags {buffer.Length} {messageType} {messageFlags} {cancellationToken.CanBeCanceled}"));

    public override async Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        await Waiting();
        Calls.Add($"close {closeStatus} {statusDescription} {cancellationToken.CanBeCanceled}");
    }

    public override async Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        await Waiting();
        Calls.Add($"close output {closeStatus} {statusDescription} {cancellationToken.CanBeCanceled}");
    }

    public override void Abort() => Calls.Add("abort");

    public override void Dispose() => Calls.Add("end");

    private Task NoteAsync(string call)
    {
        Calls.Add(call);
        return Task.CompletedTask;
    }
}
