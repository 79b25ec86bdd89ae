using System.Net.Sockets;
using Shop.Nodes;
using StackExchange.Redis;

namespace Shop.Commands;

/// <summary>Looks whether there is a Redis before the shop opens: app servers would start without one, and wait for it.</summary>
internal static class RedisReach
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task EnsureAsync(SharedStore store, CancellationToken cancellationToken)
    {
        try
        {
            var servers = ConfigurationOptions.Parse(store.Configuration);
            servers.AbortOnConnectFail = true;
            servers.ConnectTimeout = (int)Patience.TotalMilliseconds;
            await using var connection = await ConnectionMultiplexer.ConnectAsync(servers).WaitAsync(Patience * 2, cancellationToken);
        }
        catch (Exception fault) when (fault is RedisException or SocketException or TimeoutException or ArgumentException or FormatException)
        {
            throw new NodeStartException(
                $"{store.Option}: no Redis can be reached by “{store.Configuration.Split(',')[0]}” and what follows it. Start one, such as `redis-server --port 6379`, "
                + "and name it as host:port.",
                fault);
        }
    }
}
