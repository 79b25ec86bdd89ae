using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Tidemark;
using Tidemark.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps sessions in Redis or Redis Cluster.</summary>
/// <remarks>
/// Each method replaces a store chosen before. Options are validated when the host starts; a server that evicts sessions is refused then. A server that cannot
/// be reached is not: the host starts, and requests with sessions fail until it can.
/// </remarks>
public static class RedisRegistration
{
    /// <summary>Keeps sessions on the servers that <paramref name="configuration"/> names, over a connection of the store's own.</summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="configuration">See <see cref="RedisStoreOptions.Configuration"/>.</param>
    public static TidemarkBuilder UseRedis(this TidemarkBuilder builder, string configuration) =>
        builder.UseRedis(options => options.Configuration = configuration);

    /// <summary>Keeps sessions over a connection that the application has, and closes itself.</summary>
    public static TidemarkBuilder UseRedis(this TidemarkBuilder builder, IConnectionMultiplexer connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseRedis(options => options.Connect = () => new ValueTask<IConnectionMultiplexer>(connection));
    }

    /// <summary>Keeps sessions over the <see cref="IConnectionMultiplexer"/> that is registered as a service.</summary>
    public static TidemarkBuilder UseRedis(this TidemarkBuilder builder) =>
        builder.UseRedis(services => new ValueTask<IConnectionMultiplexer>(services.GetRequiredService<IConnectionMultiplexer>()));

    /// <summary>Keeps sessions over a connection that <paramref name="connect"/> gives at the first use. The store does not close it.</summary>
    public static TidemarkBuilder UseRedis(this TidemarkBuilder builder, Func<IServiceProvider, ValueTask<IConnectionMultiplexer>> connect)
    {
        ArgumentNullException.ThrowIfNull(connect);
        return builder.UseRedis((options, services) => options.Connect = () => connect(services));
    }

    /// <summary>Keeps sessions in Redis.</summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="configure">Sets the options.</param>
    public static TidemarkBuilder UseRedis(this TidemarkBuilder builder, Action<RedisStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UseRedis((options, _) => configure(options));
    }

    private static TidemarkBuilder UseRedis(this TidemarkBuilder builder, Action<RedisStoreOptions, IServiceProvider> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisStoreOptions>, Validator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<RedisStoreOptions>, PrefixOfApplication>());
        builder.Services.AddOptions<RedisStoreOptions>().Configure(configure).ValidateOnStart();
        builder.Services.RemoveAll<IPrimaryStore>();
        builder.Services.TryAddSingleton(services => new RedisStore(
            services.GetRequiredService<IOptions<RedisStoreOptions>>().Value, services.GetService<ILogger<RedisStore>>()));
        builder.Services.AddSingleton<IPrimaryStore>(services => services.GetRequiredService<RedisStore>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RedisStartup>());
        return builder;
    }

    private sealed class PrefixOfApplication(IOptions<TidemarkOptions> tidemark) : IPostConfigureOptions<RedisStoreOptions>
    {
        public void PostConfigure(string? name, RedisStoreOptions options)
        {
            if (options.KeyPrefix is "")
                options.KeyPrefix = RedisKeys.PrefixOf(tidemark.Value.Application);
            options.MaxValueBytes ??= ValueLimit.Of(tidemark.Value);
        }
    }

    private sealed class Validator : IValidateOptions<RedisStoreOptions>
    {
        public ValidateOptionsResult Validate(string? name, RedisStoreOptions options) =>
            options.Faults() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
