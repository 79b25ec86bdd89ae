using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Tidemark.Replication;

namespace Tidemark.Redis;

/// <summary>
/// Connects before anything else of the host starts, and lets the host not start on a server that evicts sessions. One that cannot be reached yet is waited
/// for by nobody: the first beat of the node says what is wrong.
/// </summary>
internal sealed class RedisStartup(RedisStore store, IPrimaryStore chosen) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // Another store may have been chosen since.
        if (((chosen as FailoverStore)?.First ?? chosen) != store)
            return;
        try
        {
            await store.Connection.StartAsync();
        }
        catch (Exception unreached) when (unreached is RedisException or TimeoutException)
        {
            // It may come later.
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
