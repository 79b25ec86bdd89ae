using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Connections that are no longer requests: who uses one reaches the server's own, and gives the session way while they wait.</summary>
public sealed class WiredConnectionTests
{
    private static readonly byte[] Buffer = new byte[8];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, Func<Stream, Task<object?>>> StreamCalls = new(StringComparer.Ordinal)
    {
        ["what it can"] = stream => Told((stream.CanRead, stream.CanSeek, stream.CanWrite, stream.CanTimeout, stream.Length, stream.Position)),
        ["position"] = stream => Told(stream.Position = 5),
        ["read"] = stream => Told(stream.Read(Buffer, 2, 4)),
        ["read in time"] = async stream => await stream.ReadAsync(Buffer.AsMemory(1, 5), Stop),
        ["read in time as an array"] = async stream => await stream.ReadAsync(Buffer, 3, 2, Stop),
        ["write"] = stream => Done(() => stream.Write(Buffer, 2, 4)),
        ["write in time"] = stream => Done(stream.WriteAsync(Buffer.AsMemory(1, 5), Stop).AsTask()),
        ["write in time as an array"] = stream => Done(stream.WriteAsync(Buffer, 3, 2, Stop)),
        ["flush"] = stream => Done(stream.Flush),
        ["flush in time"] = stream => Done(stream.FlushAsync(Stop)),
        ["seek"] = stream => Told(stream.Seek(7, SeekOrigin.End)),
        ["length"] = stream => Done(() => stream.SetLength(9)),
        ["end"] = stream => Done(stream.Dispose),
        ["end in time"] = stream => Done(stream.DisposeAsync().AsTask()),
    };

    private static readonly Dictionary<string, Func<WebSocket, Task<object?>>> SocketCalls = new(StringComparer.Ordinal)
    {
        ["what it is"] = socket => Told((socket.CloseStatus, socket.CloseStatusDescription, socket.State, socket.SubProtocol)),
        ["receive"] = async socket => (await socket.ReceiveAsync(new ArraySegment<byte>(Buffer, 2, 4), Stop)).Count,
        ["receive as value"] = async socket => (await socket.ReceiveAsync(Buffer.AsMemory(1, 5), Stop)).Count,
        ["send"] = socket => Done(socket.SendAsync(new ArraySegment<byte>(Buffer, 2, 4), WebSocketMessageType.Text, true, Stop)),
        ["send as value"] = socket => Done(socket.SendAsync(Buffer.AsMemory(1, 5), WebSocketMessageType.Binary, false, Stop).AsTask()),
        ["send with flags"] = socket => Done(
            socket.SendAsync(Buffer.AsMemory(1, 5), WebSocketMessageType.Text, WebSocketMessageFlags.DisableCompression, Stop).AsTask()),
        ["close"] = socket => Done(socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", Stop)),
        ["close output"] = socket => Done(socket.CloseOutputAsync(WebSocketCloseStatus.ProtocolError, "no", Stop)),
        ["abort"] = socket => Done(socket.Abort),
        ["end"] = socket => Done(socket.Dispose),
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task What_is_done_with_an_upgraded_connection_is_done_with_the_servers_own(bool isConnect)
    {
        var (wire, direct) = (NewWire(isConnect), NewWire(isConnect));
        return RunAsync(features => Place(features, wire, isConnect), async (context, _) =>
        {
            await using var stream = await AcceptAsync(context, isConnect);
            Assert.NotSame(wire, stream);
            foreach (var (name, call) in StreamCalls)
                Assert.Equal((name, await call(direct)), (name, await call(stream)));
            Assert.Equal(direct.Calls, wire.Calls);
        });
    }

    [Fact]
    public Task What_is_done_with_a_socket_is_done_with_the_servers_own()
    {
        var (wire, direct) = (new WireSocket(), new WireSocket());
        return RunAsync(features => features.Set<IHttpWebSocketFeature>(wire), async (context, _) =>
        {
            Assert.True(context.WebSockets.IsWebSocketRequest);
            using var socket = await context.WebSockets.AcceptWebSocketAsync("shelf");
            await direct.AcceptAsync(new WebSocketAcceptContext { SubProtocol = "shelf" });
            Assert.NotSame(wire, socket);
            foreach (var (name, call) in SocketCalls)
                Assert.Equal((name, await call(direct)), (name, await call(socket)));
            Assert.Equal(direct.Calls, wire.Calls);
        });
    }

    [Theory]
    [InlineData(false, "read in time")]
    [InlineData(false, "read in time as an array")]
    [InlineData(true, "read in time")]
    [InlineData(true, "read in time as an array")]
    public Task Others_have_what_was_changed_while_an_upgraded_connection_waits(bool isConnect, string call) => GivesWayAsync(
        (features, reading) => Place(features, NewWire(isConnect, reading), isConnect),
        async context => await StreamCalls[call](await AcceptAsync(context, isConnect)));

    [Theory]
    [InlineData("receive")]
    [InlineData("receive as value")]
    [InlineData("close")]
    [InlineData("close output")]
    public Task Others_have_what_was_changed_while_a_socket_waits_or_closes(string call) => GivesWayAsync(
        (features, waiting) => features.Set<IHttpWebSocketFeature>(new WireSocket { Waiting = waiting }),
        async context => await SocketCalls[call](await context.WebSockets.AcceptWebSocketAsync()));

    [Fact]
    public Task A_request_that_cannot_be_upgraded_keeps_what_the_server_offers()
    {
        var wire = new Wire();
        return RunAsync(
            features =>
            {
                Place(features, wire, isConnect: false);
                Place(features, wire, isConnect: true);
            },
            (context, _) =>
            {
                Assert.Same(wire, context.Features.Get<IHttpUpgradeFeature>());
                Assert.Same(wire, context.Features.Get<IHttpExtendedConnectFeature>());
                return Task.CompletedTask;
            });
    }

    // While the handler waits for the other side, another request of the browser looks into the session.
    private static async Task GivesWayAsync(Action<IFeatureCollection, Func<Task>> place, Func<HttpContext, Task> wait)
    {
        Browser? other = null;
        var seen = "nobody waited";
        await RunAsync(
            features => place(features, async () => seen = await other!.GetTextAsync("/list").WaitAsync(LivePage.Hang, Stop)),
            async (context, browser) =>
            {
                other = browser;
                await context.Response.StartAsync(Stop);
                await Shelf.AddAsync(context, "b");
                await wait(context);
            });
        Assert.Equal("a,b", seen);
    }

    private static async Task RunAsync(Action<IFeatureCollection> place, Func<HttpContext, Browser, Task> work)
    {
        Browser? browser = null;
        Exception? failed = null;
        await using var site = await Site.StartAsync(
            app =>
            {
                app.Use((context, next) =>
                {
                    if (context.Request.Path == "/work")
                        place(context.Features);
                    return next(context);
                });
                app.UseTidemark();
                Shelf.MapOn(app);
                app.MapGet("/work", async (HttpContext context) => failed = await Record.ExceptionAsync(() => work(context, browser!)));
            },
            setup: tidemark => tidemark.Configure(options => options.LockWaitTimeout = LivePage.Hang),
            placeMiddleware: false);
        browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");

        using var response = await browser.GetAsync("/work");

        Assert.Null(failed);
    }

    private static Wire NewWire(bool isConnect, Func<Task>? reading = null) => new()
    {
        IsUpgradableRequest = !isConnect, IsExtendedConnect = isConnect, Reading = reading ?? (() => Task.CompletedTask),
    };

    private static void Place(IFeatureCollection features, Wire wire, bool isConnect)
    {
        if (isConnect)
            features.Set<IHttpExtendedConnectFeature>(wire);
        else
            features.Set<IHttpUpgradeFeature>(wire);
    }

    private static async Task<Stream> AcceptAsync(HttpContext context, bool isConnect)
    {
        if (!isConnect)
        {
            var upgrade = context.Features.GetRequiredFeature<IHttpUpgradeFeature>();
            Assert.True(upgrade.IsUpgradableRequest);
            return await upgrade.UpgradeAsync();
        }

        var connect = context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>();
        Assert.Equal((true, "websocket"), (connect.IsExtendedConnect, connect.Protocol));
        return await connect.AcceptAsync();
    }

    private static Task<object?> Told(object? answer) => Task.FromResult(answer);

    private static Task<object?> Done(Action call)
    {
        call();
        return Told(null);
    }

    private static async Task<object?> Done(Task call)
    {
        await call;
        return null;
    }
}
