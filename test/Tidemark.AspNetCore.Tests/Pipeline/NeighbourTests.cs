using System.IO.Compression;
using System.Net;
using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Other middleware, before and after, and responses that are not pages.</summary>
public sealed class NeighbourTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Response_compression_on_either_side_changes_nothing(bool isOutside, bool isRefused)
    {
        var page = string.Concat(Enumerable.Repeat(Bodies.Secret, 20_000));
        await using var site = await Site.StartAsync(
            app =>
            {
                if (isOutside)
                    app.UseResponseCompression();
                app.UseTidemark();
                if (!isOutside)
                    app.UseResponseCompression();
                app.MapGet("/", async (HttpContext context) =>
                {
                    await Shelf.AddAsync(context, "a");
                    return Results.Text(page);
                });
            },
            Server.Kestrel, builder => builder.Services.AddResponseCompression(), placeMiddleware: false);
        site.Store.RefusesCommits = isRefused;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Accept-Encoding", "gzip");

        using var response = await site.NewBrowser().SendAsync(request);

        var body = await ReadAsync(response);
        if (isRefused)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Contains("not saved", body);
            Assert.DoesNotContain(Bodies.Secret, body);
            return;
        }

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal(page, body);
        Assert.Single(Browser.SetCookies(response));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Requirement_11_an_output_cache_on_either_side_keeps_no_response_that_sets_the_cookie(bool isOutside)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                if (isOutside)
                    app.UseOutputCache();
                app.UseTidemark();
                if (!isOutside)
                    app.UseOutputCache();
                var count = 0;
                app.MapGet("/", async (HttpContext context, CancellationToken _) =>
                {
                    await Shelf.AddAsync(context, "a");
                    return $"{++count}";
                }).CacheOutput();
                app.MapGet("/plain", () => $"{++count}").CacheOutput();
            },
            setup: builder => builder.Services.AddOutputCache(), placeMiddleware: false);

        Assert.Equal("1", await site.NewBrowser().GetTextAsync("/plain"));
        Assert.Equal("1", await site.NewBrowser().GetTextAsync("/plain"));
        foreach (var expected in new[] { "2", "3" })
        {
            using var response = await site.NewBrowser().GetAsync("/");
            Assert.Equal(expected, await response.Content.ReadAsStringAsync());
            Assert.Single(Browser.SetCookies(response));
        }
    }

    [Fact]
    public async Task A_web_socket_gets_the_cookie_with_its_handshake()
    {
        await using var site = await StartSocketsAsync();
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };

        await socket.ConnectAsync(SocketAddress(site), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.SwitchingProtocols, socket.HttpStatusCode);
        Assert.Contains("sid=", Assert.Single(socket.HttpResponseHeaders!["Set-Cookie"]));
        var buffer = new byte[16];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
        Assert.Equal("hello"u8.ToArray(), buffer[..received.Count]);
    }

    [Fact]
    public async Task A_web_socket_whose_session_cannot_be_committed_is_not_opened()
    {
        await using var site = await StartSocketsAsync();
        site.Store.RefusesCommits = true;
        using var socket = new ClientWebSocket();

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(SocketAddress(site), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task Server_sent_events_leave_one_by_one_after_the_commit(Server server)
    {
        var next = new TaskCompletionSource();
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", async (HttpContext context, CancellationToken _) =>
            {
                await Shelf.AddAsync(context, "a");
                return TypedResults.ServerSentEvents(EventsAsync());

                async IAsyncEnumerable<SseItem<string>> EventsAsync()
                {
                    yield return new SseItem<string>("one");
                    await next.Task;
                    yield return new SseItem<string>("two");
                }
            }),
            server);

        using var response = await site.NewBrowser().SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/"), HttpCompletionOption.ResponseHeadersRead);
        var events = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync());
        Assert.Equal("one", events.Current.Data);
        Assert.Single(site.Store.Commits);
        next.SetResult();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("two", events.Current.Data);
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task A_body_is_not_buffered(Server server)
    {
        var read = new TaskCompletionSource();
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", async (HttpContext context) =>
            {
                await Shelf.AddAsync(context, "a");
                await context.Response.WriteAsync("first");
                await context.Response.Body.FlushAsync();
                await read.Task;
                await context.Response.WriteAsync("second");
            }),
            server);

        using var response = await site.NewBrowser().SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/"), HttpCompletionOption.ResponseHeadersRead);
        var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[5];
        await body.ReadExactlyAsync(buffer);
        Assert.Equal("first"u8.ToArray(), buffer);
        read.SetResult();

        Assert.Equal("second", await new StreamReader(body).ReadToEndAsync());
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 304)]
    [InlineData("GET", 204)]
    [InlineData("GET", 302)]
    public async Task A_response_without_a_body_commits_and_carries_the_cookie(string method, int status)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                Shelf.MapOn(app);
                app.MapMethods("/bare", [method], async (HttpContext context) =>
                {
                    await Shelf.AddAsync(context, "a");
                    context.Response.StatusCode = status;
                    if (method == "HEAD")
                        await context.Response.WriteAsync("page");
                });
            },
            Server.Kestrel);
        var browser = site.NewBrowser();

        using var response = await browser.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/bare"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Single(Browser.SetCookies(response));
        Assert.Equal("a", await browser.GetTextAsync("/list"));
    }

    [Fact]
    public async Task A_middleware_that_swaps_the_body_further_in_writes_through_the_gate()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.Use(async (context, next) =>
                {
                    var body = context.Response.Body;
                    using var memory = new MemoryStream();
                    context.Response.Body = memory;
                    await next(context);
                    context.Response.Body = body;
                    await body.WriteAsync(memory.ToArray());
                });
                Shelf.MapOn(app);
            },
            Server.Kestrel);
        var browser = site.NewBrowser();

        Assert.Equal("a", await browser.GetTextAsync("/add/a"));
        site.Store.RefusesCommits = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync("/add/b")).StatusCode);
    }

    private static Task<Site> StartSocketsAsync() => Site.StartAsync(
        app =>
        {
            app.UseWebSockets();
            app.MapGet("/socket", async (HttpContext context) =>
            {
                await Shelf.AddAsync(context, "a");
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, context.RequestAborted);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            });
        },
        Server.Kestrel);

    private static Uri SocketAddress(Site site) => new UriBuilder(site.Client.BaseAddress!) { Scheme = "ws", Path = "/socket" }.Uri;

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStreamAsync();
        if (response.Content.Headers.ContentEncoding.Contains("gzip"))
            body = new GZipStream(body, CompressionMode.Decompress);
        return await new StreamReader(body).ReadToEndAsync();
    }
}
