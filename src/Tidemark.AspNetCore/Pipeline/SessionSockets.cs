using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.AspNetCore;

/// <summary>Accepts WebSockets whose handlers give way between messages: whoever waits for the next message is done with the last one.</summary>
internal sealed class SessionSockets(IHttpWebSocketFeature inner, RequestSession request) : IHttpWebSocketFeature
{
    /// <summary>Stands before what accepts WebSockets, whether that is there already or comes later.</summary>
    public static void Watch(RequestSession request)
    {
        var features = request.Context.Features;
        if (features.Get<IHttpWebSocketFeature>() is { } sockets and not SessionSockets)
            features.Set<IHttpWebSocketFeature>(new SessionSockets(sockets, request));
        else
            SessionUpgrades.Watch(features, request);
    }

    public bool IsWebSocketRequest => inner.IsWebSocketRequest;

    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => new SessionSocket(await inner.AcceptAsync(context), request);

    private sealed class SessionSocket(WebSocket inner, RequestSession request) : WebSocket
    {
        public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

        public override string? CloseStatusDescription => inner.CloseStatusDescription;

        public override WebSocketState State => inner.State;

        public override string? SubProtocol => inner.SubProtocol;

        public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            request.IsMessageDue ? GiveWayAndReceiveAsync(buffer, cancellationToken) : inner.ReceiveAsync(buffer, cancellationToken);

        public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
        {
            await GiveWayAsync();
            return await inner.ReceiveAsync(buffer, cancellationToken);
        }

        // Not here: a connection often has a loop of its own that sends, while another one is in the middle of a message.
        public override Task SendAsync(
            ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

        public override ValueTask SendAsync(
            ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

        public override ValueTask SendAsync(
            ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, WebSocketMessageFlags messageFlags, CancellationToken cancellationToken) =>
            inner.SendAsync(buffer, messageType, messageFlags, cancellationToken);

        public override async Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        {
            await GiveWayAsync();
            await inner.CloseAsync(closeStatus, statusDescription, cancellationToken);
        }

        public override async Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        {
            await GiveWayAsync();
            await inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);
        }

        public override void Abort() => inner.Abort();

        public override void Dispose() => inner.Dispose();

        private ValueTask GiveWayAsync() => request.IsMessageDue ? request.Messages.EndAsync() : default;

        private async ValueTask<ValueWebSocketReceiveResult> GiveWayAndReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            await request.Messages.EndAsync();
            return await inner.ReceiveAsync(buffer, cancellationToken);
        }
    }
}
