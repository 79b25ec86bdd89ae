using System.Net.Sockets;

namespace Tidemark.Load.Servers;

/// <summary>Counts the commands that a Redis server gets, by what <c>redis-cli monitor</c> would print.</summary>
internal sealed class RedisMonitor : IAsyncDisposable
{
    private readonly RedisWire _wire;
    private readonly ScriptNames _scripts = new();
    private readonly Lock _lock = new();
    private readonly Task _reading;
    private Dictionary<string, int> _counts = [];

    private RedisMonitor(RedisWire wire)
    {
        _wire = wire;
        _reading = ReadAsync();
    }

    /// <summary>Starts to listen. To learn the names of scripts, it must be there before those who load them.</summary>
    public static async Task<RedisMonitor> StartAsync(RedisServer server)
    {
        var wire = await server.ConnectAsync();
        await wire.AskAsync("MONITOR");
        return new RedisMonitor(wire);
    }

    /// <summary>The commands since the last time this was called, and how many of each.</summary>
    public IReadOnlyDictionary<string, int> Take()
    {
        lock (_lock)
        {
            var counts = _counts;
            _counts = [];
            return counts;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _wire.DisposeAsync();
        await _reading;
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
                Count(MonitorLine.Words(await _wire.ReadLineAsync()));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException)
        {
            // Closed from here or from there: what was counted by then stands.
        }
    }

    private void Count(List<string> words)
    {
        if (words.Count == 0)
            return;
        var name = NameOf(words);
        lock (_lock)
            _counts[name] = _counts.GetValueOrDefault(name) + 1;
    }

    private string NameOf(List<string> words) => (words[0].ToUpperInvariant(), words.Count) switch
    {
        ("EVALSHA", > 1) => _scripts.Of(words[1]),
        ("EVAL", > 1) => _scripts.Learn(words[1]),
        ("SCRIPT", > 2) when words[1].Equals("LOAD", StringComparison.OrdinalIgnoreCase) => "SCRIPT LOAD of " + _scripts.Learn(words[2]),
        var (command, _) => command,
    };
}
