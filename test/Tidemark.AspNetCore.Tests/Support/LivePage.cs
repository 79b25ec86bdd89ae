using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Tidemark.AspNetCore.Tests;

/// <summary>A page that stays connected: it sends messages, and waits for what is answered.</summary>
internal abstract class LivePage : IAsyncDisposable
{
    public static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public abstract Task<string> SendAsync(string name);

    public virtual Task<string> ReceiveAsync() => throw new NotSupportedException();

    public abstract ValueTask DisposeAsync();
}

internal sealed class EventPage(HttpResponseMessage response, StreamReader lines, ChannelWriter<string> events) : LivePage
{
    public static async Task<LivePage> OpenAsync(Browser browser, ChannelWriter<string> events)
    {
        var response = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/events"), HttpCompletionOption.ResponseHeadersRead);
        var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        Assert.Equal(":begin", await lines.ReadLineAsync(Stop));
        return new EventPage(response, lines, events);
    }

    public override async Task<string> SendAsync(string name)
    {
        await events.WriteAsync(name, Stop);
        return (await lines.ReadLineAsync(Stop).AsTask().WaitAsync(Hang, Stop))!;
    }

    public override ValueTask DisposeAsync()
    {
        response.Dispose();
        return default;
    }
}

internal sealed class SocketPage(ClientWebSocket socket) : LivePage
{
    public static async Task<LivePage> OpenAsync(Site site, Browser browser)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", $"sid={browser.Token}");
        await socket.ConnectAsync(new UriBuilder(site.Client.BaseAddress!) { Scheme = "ws", Path = "/socket" }.Uri, Stop);
        return new SocketPage(socket);
    }

    public override async Task<string> SendAsync(string name)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(name), WebSocketMessageType.Text, true, Stop);
        return await ReceiveAsync();
    }

    public override async Task<string> ReceiveAsync()
    {
        var buffer = new byte[256];
        var received = await socket.ReceiveAsync(buffer, Stop).WaitAsync(Hang, Stop);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    public override ValueTask DisposeAsync()
    {
        socket.Dispose();
        return default;
    }
}

internal sealed class HubPage(HubConnection connection) : LivePage
{
    public static async Task<LivePage> OpenAsync(Site site, Browser browser, HttpTransportType transport, string path = "/hub")
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(site.Client.BaseAddress!, path), transport, options => options.Headers["Cookie"] = $"sid={browser.Token}")
            .Build();
        await connection.StartAsync(Stop);
        return new HubPage(connection);
    }

    public override async Task<string> SendAsync(string name)
    {
        try
        {
            return await connection.InvokeAsync<string>("Add", name, Stop).WaitAsync(Hang, Stop);
        }
        catch (HubException failed)
        {
            return failed.Message.Replace("'Add'", "", StringComparison.Ordinal);
        }
    }

    public override ValueTask DisposeAsync() => connection.DisposeAsync();
}
