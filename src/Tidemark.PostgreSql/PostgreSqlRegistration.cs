using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Tidemark;
using Tidemark.PostgreSql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps sessions in a PostgreSQL database.</summary>
/// <remarks>
/// Each method replaces a store chosen before. Options are validated when the host starts; a database whose tables cannot be used is refused then. A server
/// that cannot be reached is not: the host starts, and requests with sessions fail until it can.
/// </remarks>
public static class PostgreSqlRegistration
{
    /// <summary>Keeps sessions in the database that <paramref name="connectionString"/> names, over connections of the store's own.</summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="connectionString">See <see cref="PostgreSqlStoreOptions.ConnectionString"/>.</param>
    public static TidemarkBuilder UsePostgreSql(this TidemarkBuilder builder, string connectionString) =>
        builder.UsePostgreSql(options => options.ConnectionString = connectionString);

    /// <summary>Keeps sessions over a data source that the application has, and disposes itself.</summary>
    public static TidemarkBuilder UsePostgreSql(this TidemarkBuilder builder, NpgsqlDataSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return builder.UsePostgreSql(options => options.DataSource = () => source);
    }

    /// <summary>Keeps sessions over the <see cref="NpgsqlDataSource"/> that is registered as a service.</summary>
    public static TidemarkBuilder UsePostgreSql(this TidemarkBuilder builder) =>
        builder.UsePostgreSql((options, services) => options.DataSource = services.GetRequiredService<NpgsqlDataSource>);

    /// <summary>Keeps sessions in PostgreSQL.</summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="configure">Sets the options.</param>
    public static TidemarkBuilder UsePostgreSql(this TidemarkBuilder builder, Action<PostgreSqlStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UsePostgreSql((options, _) => configure(options));
    }

    private static TidemarkBuilder UsePostgreSql(this TidemarkBuilder builder, Action<PostgreSqlStoreOptions, IServiceProvider> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlStoreOptions>, Validator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<PostgreSqlStoreOptions>, LimitOfApplication>());
        builder.Services.AddOptions<PostgreSqlStoreOptions>().Configure(configure).ValidateOnStart();
        builder.Services.RemoveAll<IPrimaryStore>();
        builder.Services.TryAddSingleton(services => new PostgreSqlStore(
            services.GetRequiredService<IOptions<PostgreSqlStoreOptions>>().Value, services.GetService<ILogger<PostgreSqlStore>>()));
        builder.Services.AddSingleton<IPrimaryStore>(services => services.GetRequiredService<PostgreSqlStore>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PostgreSqlStartup>());
        return builder;
    }

    private sealed class LimitOfApplication(IOptions<TidemarkOptions> tidemark) : IPostConfigureOptions<PostgreSqlStoreOptions>
    {
        public void PostConfigure(string? name, PostgreSqlStoreOptions options) => options.MaxValueBytes ??= ValueLimit.Of(tidemark.Value);
    }

    private sealed class Validator : IValidateOptions<PostgreSqlStoreOptions>
    {
        public ValidateOptionsResult Validate(string? name, PostgreSqlStoreOptions options) =>
            options.Faults() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
