namespace Tidemark.Redis.Tests.Servers;

/// <summary>Every command that a server runs, as it runs it.</summary>
public sealed class MonitorFeed : IAsyncDisposable
{
    private readonly RedisServer _server;
    private readonly RespConnection _connection;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _hearing;

    // Guarded by itself.
    private readonly List<string> _lines = [];

    private MonitorFeed(RedisServer server, RespConnection connection)
    {
        (_server, _connection) = (server, connection);
        _hearing = HearAsync();
    }

    public static async Task<MonitorFeed> OpenAsync(RedisServer server)
    {
        var connection = await server.OpenAsync();
        await connection.RunAsync("MONITOR");
        return new MonitorFeed(server, connection);
    }

    /// <summary>All that was run until now, such as <c>1700000000.123456 [0 127.0.0.1:34567] "GET" "key"</c>.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync()
    {
        var mark = $"mark-{Guid.NewGuid():N}";
        await _server.RunAsync("ECHO", mark);
        await Patience.UntilAsync("the feed has caught up", () => Task.FromResult(Copy().Any(line => line.Contains(mark))));
        return [.. Copy().Where(line => !line.Contains("\"ECHO\" \"mark-"))];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _hearing;
        _connection.Dispose();
        _stop.Dispose();
    }

    private List<string> Copy()
    {
        lock (_lines)
            return [.. _lines];
    }

    private async Task HearAsync()
    {
        try
        {
            while (true)
            {
                var line = (await _connection.ReadAsync(_stop.Token)).Text;
                lock (_lines)
                    _lines.Add(line);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The server is gone, or nobody listens any more.
        }
    }
}
