using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tidemark;
using Tidemark.AspNetCore;
using Tidemark.Stores;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up Tidemark.</summary>
public static class TidemarkRegistration
{
    /// <summary>
    /// Adds sessions, kept in the SQLite file <c>data/tidemark.db</c> of the content root unless a <c>Use...</c> method of the builder
    /// says otherwise. Call <c>app.UseTidemark()</c> too.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes how sessions live, wait and fail. Faults are told at start-up, all in one message.</param>
    [RequiresUnreferencedCode(
        "Session types are read and written by their fields, which trimming removes unless they are kept: name each assembly that has session types as "
        + "TrimmerRootAssembly in the project file. See docs/guide/trimming.md.")]
    [RequiresDynamicCode(
        "The graph engine compiles code for session types at run time, which Native AOT cannot: publish without PublishAot, or have all attributes written "
        + "by a serialiser (TidemarkOptions.Serializers.UseForAll). See docs/guide/trimming.md.")]
    public static TidemarkBuilder AddTidemark(this IServiceCollection services, Action<TidemarkOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = services.AddTidemarkCore(configure);
        if (services.All(service => service.ServiceType != typeof(IPrimaryStore)))
            builder.UseSqlite(static _ => { });
        services.AddOptions<TidemarkHttpOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TidemarkHttpOptions>, TidemarkHttpOptionsValidator>());

        services.Configure<HubOptions>(static options => options.AddFilter<SessionHubFilter>());
        services.Configure<OutputCacheOptions>(static options => options.AddBasePolicy(new PublicResponsePolicy()));
        services.AddMetrics();
        services.TryAddSingleton<SessionCookie>();
        services.TryAddSingleton<PipelineCounters>();
        services.TryAddSingleton<PipelineParts>();
        services.AddHttpContextAccessor();
        services.TryAddScoped<CurrentSession>();

        // Not scoped: an error page made in the same scope would get the session as it was before.
        services.TryAddTransient(static provider => CurrentSession.Of(provider));
        return builder;
    }

    /// <summary>Changes the cookie that holds the session id.</summary>
    public static TidemarkBuilder ConfigureCookie(this TidemarkBuilder builder, Action<CookieBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.ConfigureHttp(options => configure(options.Cookie));
    }

    /// <summary>Changes how sessions travel over HTTP.</summary>
    public static TidemarkBuilder ConfigureHttp(this TidemarkBuilder builder, Action<TidemarkHttpOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }
}
