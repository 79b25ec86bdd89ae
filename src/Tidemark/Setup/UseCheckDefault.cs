using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Tidemark;

/// <summary>Looks for wrong use in Development, unless the application said whether to.</summary>
internal sealed class UseCheckDefault(IServiceProvider services) : IPostConfigureOptions<TidemarkOptions>
{
    public void PostConfigure(string? name, TidemarkOptions options) =>
        options.CheckUse ??= services.GetService<IHostEnvironment>()?.IsDevelopment() ?? false;
}
