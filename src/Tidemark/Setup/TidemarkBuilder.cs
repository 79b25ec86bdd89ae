using Microsoft.Extensions.DependencyInjection;

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
}
