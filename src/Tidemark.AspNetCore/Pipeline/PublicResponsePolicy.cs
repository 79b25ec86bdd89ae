using Microsoft.AspNetCore.OutputCaching;

namespace Tidemark.AspNetCore;

/// <summary>
/// The output cache's own question whether a response may be stored: for requests that touched their session before the cache saw them.
/// </summary>
internal sealed class PublicResponsePolicy : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (context.HttpContext.Features.Get<RequestSession>() is { IsPersonal: true })
            SharedCaches.TryKeepOut(context.HttpContext);
        return default;
    }
}
