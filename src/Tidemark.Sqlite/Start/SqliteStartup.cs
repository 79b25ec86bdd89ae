using Microsoft.Extensions.Hosting;
using Tidemark.Replication;

namespace Tidemark.Sqlite;

/// <summary>
/// Opens the file before anything else of the host starts, and lets the host not start if the file can never be used. A file that is only locked, or a disk
/// that is full, keeps no host from starting.
/// </summary>
internal sealed class SqliteStartup(IPrimaryStore chosen) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Another store may have been chosen since.
        if (((chosen as FailoverStore)?.First ?? chosen) is SqliteStore store)
            store.File.Start();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
