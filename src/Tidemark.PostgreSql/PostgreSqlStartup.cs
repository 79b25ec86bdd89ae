using Microsoft.Extensions.Hosting;
using Tidemark.Replication;

namespace Tidemark.PostgreSql;

/// <summary>
/// Looks for the tables before anything else of the host starts, and lets the host not start if they can never be used. A server that cannot be reached yet is
/// waited for by nobody.
/// </summary>
internal sealed class PostgreSqlStartup(PostgreSqlStore store, IPrimaryStore chosen) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // Another store may have been chosen since.
        if (((chosen as FailoverStore)?.First ?? chosen) != store)
            return;
        try
        {
            await store.StartAsync();
        }
        catch (StoreException unreached) when (unreached is not StoreRefusedException { MayPassSoon: false })
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
