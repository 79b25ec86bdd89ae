using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidemark.Replication;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>Runs a replicator for as long as the host does. One that is refused looks now and then whether that is still so.</summary>
internal sealed class ReplicationHost : BackgroundService, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly OtherStore _replica;
    private readonly TimeProvider _time;
    private readonly ILogger<Replicator> _log;
    private readonly ReplicationMeter _meter;

    public ReplicationHost(IServiceProvider services, Action<TidemarkBuilder> replica, ReplicationOptions options)
    {
        (_time, _log) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<Replicator>>());
        _replica = new OtherStore(services, replica, nameof(ReplicationRegistration.ReplicateTo));
        Replicator = new Replicator(services.GetRequiredService<IPrimaryStore>(), _replica.Store, options, _time, _log);
        _meter = new ReplicationMeter(Replicator);
    }

    public Replicator Replicator { get; }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _replica.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        _meter.Dispose();
        await _replica.DisposeAsync();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        ReplicationLoop.RunAsync(Replicator.RunAsync, Pause, _time, _log, stoppingToken);
}
