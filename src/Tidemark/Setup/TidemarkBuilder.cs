using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Tidemark;

/// <summary>What <c>AddTidemark()</c> returns: store packages hang their <c>Use...</c> methods on it.</summary>
public sealed class TidemarkBuilder
{
    /// <summary>Starts a set-up over the given services.</summary>
    public TidemarkBuilder(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Services = services;
    }

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Sets options in code. May be called several times; later calls see what earlier ones set.</summary>
    public TidemarkBuilder Configure(Action<TidemarkOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>
    /// Has the application told when sessions start and end. Each event gets a <typeparamref name="T"/> in a scope of its own, unless the application has
    /// registered the type otherwise. May be called for several types, which are told in this order.
    /// </summary>
    /// <typeparam name="T">Your handler. What its constructor asks for comes from the services.</typeparam>
    public TidemarkBuilder AddSessionEvents<T>()
        where T : class, ISessionEvents
    {
        Services.TryAddScoped<T>();
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<ISessionEvents, ScopedEvents<T>>());
        return this;
    }
}
