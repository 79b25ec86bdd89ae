using Microsoft.Extensions.Hosting;
using Tidemark;
using Tidemark.Replication;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps replicas of the sessions.</summary>
public static class ReplicationRegistration
{
    /// <summary>
    /// Keeps another store up to date with the application's own, for a stand-by elsewhere or for a move. Of all processes of the application one does the
    /// work, and the others stand by. May be called for several replicas. The <see cref="Replicator"/> is a service, and says how far it is.
    /// </summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="replica">Chooses the replica's store, such as <c>replica => replica.UseRedis("elsewhere")</c>. What it takes from services is not there.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    public static TidemarkBuilder ReplicateTo(this TidemarkBuilder builder, Action<TidemarkBuilder> replica, Action<ReplicationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(replica);
        ReplicationHost? host = null;
        var gate = new Lock();
        builder.Services.AddSingleton<IHostedService>(Host);
        builder.Services.AddSingleton(services => Host(services).Replicator);
        return builder;

        ReplicationHost Host(IServiceProvider services)
        {
            var options = new ReplicationOptions();
            configure?.Invoke(options);
            lock (gate)
                return host ??= new ReplicationHost(services, replica, options);
        }
    }
}
