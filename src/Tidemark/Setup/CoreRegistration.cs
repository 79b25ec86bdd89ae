using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tidemark;
using Tidemark.Graph;
using Tidemark.Stores;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers sessions without HTTP, for workers and tools.</summary>
public static class CoreRegistration
{
    /// <summary>
    /// Registers <see cref="SessionManager"/>, its options, which are validated at start-up, and its heartbeat. Choose a store on what
    /// it returns, such as <c>.UseMemory()</c>. Calling it again adds nothing but the options.
    /// </summary>
    [RequiresUnreferencedCode(
        "Session types are read and written by their fields, which trimming removes unless they are kept: name each assembly that has session types as "
        + "TrimmerRootAssembly in the project file. See docs/guide/trimming.md.")]
    [RequiresDynamicCode(
        "The graph engine compiles code for session types at run time, which Native AOT cannot: publish without PublishAot, or have all attributes written "
        + "by a serialiser (TidemarkOptions.Serializers.UseForAll). See docs/guide/trimming.md.")]
    public static TidemarkBuilder AddTidemarkCore(this IServiceCollection services, Action<TidemarkOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<TidemarkOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<TidemarkOptions>, ApplicationName>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<TidemarkOptions>, UseCheckDefault>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TidemarkOptions>, TidemarkOptionsValidation>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new GraphSerializer(Options(provider).Graph));
        services.TryAddSingleton(NewManager);
        services.AddHostedService<NodePresence>();
        return new TidemarkBuilder(services);
    }

    private static SessionManager NewManager(IServiceProvider services) => new(
        services.GetService<IPrimaryStore>() ?? throw new InvalidOperationException(
            "Tidemark has no store to keep sessions in. Choose one where you register it: AddTidemark().UseSqlite() or .UseMemory()."),
        services.GetRequiredService<GraphSerializer>(),
        Options(services),
        services.GetRequiredService<TimeProvider>(),
        services.GetService<ILogger<SessionManager>>() ?? NullLogger<SessionManager>.Instance,
        services.GetServices<ISessionEvents>());

    private static TidemarkOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<TidemarkOptions>>().Value;
}
