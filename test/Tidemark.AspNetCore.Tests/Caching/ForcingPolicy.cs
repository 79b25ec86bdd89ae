using Microsoft.AspNetCore.OutputCaching;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Wants everything kept, at every opportunity it gets.</summary>
internal sealed class ForcingPolicy : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        (context.EnableOutputCaching, context.AllowCacheLookup, context.AllowLocking) = (true, true, true);
        context.AllowCacheStorage = true;
        return default;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.AllowCacheStorage = true;
        return default;
    }
}
