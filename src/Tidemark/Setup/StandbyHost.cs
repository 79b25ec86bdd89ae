using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidemark.Replication;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>Keeps whichever of two stores is not the primary up to date with the other one.</summary>
internal sealed class StandbyHost(FailoverStore stores, OtherStore standby, ReplicationOptions options, IServiceProvider services) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = services.GetRequiredService<TimeProvider>();
    private readonly ILogger<Replicator> _log = services.GetRequiredService<ILogger<Replicator>>();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await standby.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => ReplicationLoop.RunAsync(RunAsync, Pause, _time, _log, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        var (primary, replica) = await DirectionAsync(stoppingToken);
        var replicator = new Replicator(primary, replica, options, _time, _log);
        using var meter = new ReplicationMeter(replicator);
        await replicator.RunAsync(stoppingToken);
    }

    private async Task<(IPrimaryStore Primary, IPrimaryStore Replica)> DirectionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isTurned = (await stores.First.Copies!.ReadStandingAsync(cancellationToken)).Role == StoreRole.Replica;
            return isTurned ? (stores.Second, stores.First) : (stores.First, stores.Second);
        }
        catch (StoreException)
        {
            // Whoever copies waits for it.
            return (stores.First, stores.Second);
        }
    }
}
