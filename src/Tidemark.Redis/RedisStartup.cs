using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Tidemark.Redis;

/// <summary>
/// Connects when the host starts, and lets it not start on a server that evicts sessions. One that cannot be reached yet is waited for by nobody.
/// </summary>
internal sealed class RedisStartup(RedisStore store, IPrimaryStore chosen, ILogger<RedisStore> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Another store may have been chosen since.
        if (chosen != store)
            return;
        try
        {
            if (!(await store.Connection.OpenAsync()).IsConnected)
                Warn(null);
        }
        catch (Exception failed) when (failed is RedisException or TimeoutException)
        {
            Warn(failed);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Warn(Exception? failed) => log.LogWarning(failed, "Redis cannot be reached yet. Requests with sessions fail until it can.");
}
