using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Tidemark;

/// <summary>Names the application after its host, unless it was given a name.</summary>
internal sealed class ApplicationName(IServiceProvider services) : IPostConfigureOptions<TidemarkOptions>
{
    public void PostConfigure(string? name, TidemarkOptions options)
    {
        if (options.Application is "" && services.GetService<IHostEnvironment>() is { ApplicationName: { } host })
            options.Application = host;
    }
}
