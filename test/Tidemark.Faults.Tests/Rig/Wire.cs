using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Tidemark.Faults.Tests.Rig;

/// <summary>What came back of a request; no status if nothing did.</summary>
public sealed record Answer(HttpStatusCode? Status, string Body, string? Cookie, TimeSpan Elapsed, bool WasSent)
{
    public bool IsOk => Status == HttpStatusCode.OK;
}

/// <summary>Sends requests, each on its own connection, so that a connection which a server closes is never a request that failed.</summary>
internal static class Wire
{
    // The client's own word for a failed connection is not to be trusted here: it repeats a request whose connection broke, and tells of
    // the last attempt only.
    private static readonly HttpRequestOptionsKey<bool> Connected = new("connected");

    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = ConnectAsync,
    }) { Timeout = Timeout.InfiniteTimeSpan };

    public static async Task<Answer> SendAsync(Server server, HttpMethod method, string path, string? cookie, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience.Longest);
        using var request = new HttpRequestMessage(method, new Uri(server.Address, path));
        request.Headers.ConnectionClose = true;
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var response = await Http.SendAsync(request, limit.Token);
            var body = await response.Content.ReadAsStringAsync(limit.Token);
            var given = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.First().Split(';')[0] : null;
            return new Answer(response.StatusCode, body, given, Stopwatch.GetElapsedTime(began), true);
        }
        catch (HttpRequestException failed)
        {
            return new Answer(null, failed.Message, null, Stopwatch.GetElapsedTime(began), request.Options.TryGetValue(Connected, out _));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new Answer(null, "The client went away.", null, Stopwatch.GetElapsedTime(began), true);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"It hangs: {method} {path} had no answer within {Patience.Longest}. The server said:\n{server.Words}");
        }
    }

    /// <summary>Sends a request whose answer goes on and on, and returns when its first byte has come.</summary>
    public static async Task<IDisposable> StreamAsync(Server server, string path, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, path));
        request.Headers.Add("Cookie", cookie);
        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken)
            .EndsAsync("the head of a streaming answer");
        var stream = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await stream.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
        return response;
    }

    public static async Task ControlAsync(Server server, string path)
    {
        var answer = await SendAsync(server, HttpMethod.Post, $"/control/{path}", null, CancellationToken.None);
        Assert.True(answer.IsOk, $"/control/{path}: {answer.Status} {answer.Body}");
    }

    /// <summary>Waits until a request is inside its session on a server.</summary>
    public static async Task WhenInsideAsync(Server server, string id)
    {
        var answer = await SendAsync(server, HttpMethod.Get, $"/control/inside/{id}", null, CancellationToken.None);
        Assert.True(answer.IsOk, $"{answer.Status} {answer.Body}");
    }

    /// <summary>Waits until a server has noticed that its store is back.</summary>
    public static Task WhenWellAsync(Server server) => Patience.UntilAsync(
        "the server finds its store well", async () => (await SendAsync(server, HttpMethod.Get, "/control/health", null, CancellationToken.None)).IsOk);

    public static async Task<Numbers> NumbersAsync(params IEnumerable<Server> servers)
    {
        var all = await Task.WhenAll(servers.Select(server => Http.GetFromJsonAsync<Dictionary<string, long>>(
            new Uri(server.Address, "/control/numbers"), TestContext.Current.CancellationToken)));
        return Numbers.Sum(all!);
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        context.InitialRequestMessage.Options.Set(Connected, true);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
