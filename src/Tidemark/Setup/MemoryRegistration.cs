using Microsoft.Extensions.DependencyInjection.Extensions;
using Tidemark;
using Tidemark.Stores;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps sessions in memory.</summary>
public static class MemoryRegistration
{
    /// <summary>
    /// Keeps sessions in this process: they die with it, and no other process sees them. Replaces a store chosen before.
    /// Uses the registered <see cref="TimeProvider"/>, or the system's.
    /// </summary>
    public static TidemarkBuilder UseMemory(this TidemarkBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.RemoveAll<IPrimaryStore>();
        builder.Services.AddSingleton<IPrimaryStore>(services =>
            new MemoryStore(services.GetService<TimeProvider>() ?? TimeProvider.System));
        return builder;
    }
}
