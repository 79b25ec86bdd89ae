using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidemark;
using Tidemark.Replication;
using Tidemark.Stores;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps replicas of the sessions.</summary>
public static class ReplicationRegistration
{
    private const string First = "Tidemark's first store";

    /// <summary>
    /// Keeps another store up to date with the application's own, for a stand-by elsewhere or for a move. Of all processes of the application one does the
    /// work, and the others stand by. May be called for several replicas. The <see cref="Replicator"/> is a service, and says how far it is.
    /// </summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="replica">Chooses the replica's store, such as <c>replica => replica.UseRedis("b")</c>. What it takes from services is not there.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    public static TidemarkBuilder ReplicateTo(this TidemarkBuilder builder, Action<TidemarkBuilder> replica, Action<ReplicationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(replica);
        var options = new ReplicationOptions();
        configure?.Invoke(options);

        // Each replica has a host of its own.
        var key = new object();
        builder.Services.AddKeyedSingleton(key, (services, _) => new ReplicationHost(services, replica, options));
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredKeyedService<ReplicationHost>(key));
        builder.Services.AddSingleton(services => services.GetRequiredKeyedService<ReplicationHost>(key).Replicator);
        return builder;
    }

    /// <summary>
    /// Gives the sessions a stand-by: it is kept up to date with the store that was chosen before, and nodes go over to it by themselves once it is the
    /// primary, and back. To be called after that store is chosen. All nodes have to know both.
    /// </summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="standby">Chooses the other store, as in <see cref="ReplicateTo"/>.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">No store was chosen before.</exception>
    public static TidemarkBuilder WithStandby(this TidemarkBuilder builder, Action<TidemarkBuilder> standby, Action<ReplicationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(standby);
        var chosen = builder.Services.LastOrDefault(service => service.ServiceType == typeof(IPrimaryStore))
            ?? throw new InvalidOperationException("There is no store to give a stand-by. Choose one first: .UseRedis(...).WithStandby(...).");
        var options = new ReplicationOptions();
        configure?.Invoke(options);
        builder.Services.Remove(chosen);
        builder.Services.AddKeyedSingleton<IPrimaryStore>(
            First, (services, _) => (IPrimaryStore)(chosen.ImplementationFactory?.Invoke(services) ?? chosen.ImplementationInstance!));
        builder.Services.AddSingleton(services => new OtherStore(services, standby, nameof(WithStandby)));
        builder.Services.AddSingleton(services => new FailoverStore(
            services.GetRequiredKeyedService<IPrimaryStore>(First),
            services.GetRequiredService<OtherStore>().Store,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<FailoverStore>>()));
        builder.Services.AddSingleton<IPrimaryStore>(services => services.GetRequiredService<FailoverStore>());
        builder.Services.AddHostedService(services => new StandbyHost(
            services.GetRequiredService<FailoverStore>(), services.GetRequiredService<OtherStore>(), options, services));
        return builder;
    }
}
