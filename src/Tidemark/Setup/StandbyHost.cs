using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? said = null;
        while (true)
        {
            var (primary, replica) = await DirectionAsync(stoppingToken);
            try
            {
                var replicator = new Replicator(primary, replica, options, _time, _log);
                using var meter = new ReplicationMeter(replicator);
                await replicator.RunAsync(stoppingToken);
            }
            catch (ReplicaRefusedException refused)
            {
                // So it is for a moment whenever they change places.
                if (said != refused.Message)
                    _log.ReplicationRefused(refused);
                said = refused.Message;
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // A stand-by that falls behind is no reason to stop the application.
                _log.ReplicationFailed(fault);
            }

            await Task.Delay(Pause, _time, stoppingToken);
        }
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
