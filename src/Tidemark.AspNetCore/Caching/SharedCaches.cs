using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCaching;
using Microsoft.Net.Http.Headers;

namespace Tidemark.AspNetCore;

/// <summary>Keeps what was made for one user out of the caches that serve everybody: those of ASP.NET Core, and those on the way to the client.</summary>
internal static class SharedCaches
{
    private const string Private = "private";

    /// <summary>
    /// For a response whose session was touched. To be repeated while its headers may still change, and while a cache may still begin to copy it.
    /// False if the client, and who is on the way to it, have been told already that they may keep the response.
    /// </summary>
    public static bool TryKeepOut(HttpContext context)
    {
        var headers = context.Response.Headers;
        var isPublic = headers.CacheControl is { Count: > 0 } said
            && HeaderUtilities.ContainsCacheDirective(said, CacheControlHeaderValue.PublicString);
        if (ForbidOutputCache(context) || (isPublic && context.Features.Get<IResponseCachingFeature>() is not null))
            StopCopying(context.Response.Body);
        var before = headers.CacheControl.ToString();
        if (context.Response.HasStarted)
            return before.Length == 0 || PrivateFormOf(before) == before;
        if (isPublic)
            headers.CacheControl = PrivateFormOf(before);
        return true;
    }

    /// <summary>The last word on the headers of such a response.</summary>
    public static void MarkPrivate(HttpResponse response) => response.Headers.CacheControl = response.Headers.CacheControl is { Count: > 0 } said
        ? PrivateFormOf(said.ToString())
        : Private;

    /// <summary>For a response that carries a cookie, or an error of this moment: nobody may keep it.</summary>
    public static void ForbidStorage(HttpContext context)
    {
        ForbidOutputCache(context);
        var headers = context.Response.Headers;
        headers.CacheControl = CacheControlHeaderValue.NoStoreString;
        headers.Pragma = CacheControlHeaderValue.NoCacheString;
        headers.Remove(HeaderNames.Expires);
    }

    private static bool ForbidOutputCache(HttpContext context)
    {
        if (context.Features.Get<IOutputCacheFeature>()?.Context is not { EnableOutputCaching: true, AllowCacheStorage: true } caching)
            return false;
        caching.AllowCacheStorage = false;
        return true;
    }

    // Policies and headers may still change, but a cache that copies the body on its way gives up for good when somebody seeks in it. The place
    // stays where it is, and the server's own stream refuses.
    private static void StopCopying(Stream body)
    {
        try
        {
            body.Seek(0, SeekOrigin.Current);
        }
        catch (NotSupportedException)
        {
        }
    }

    private static string PrivateFormOf(string said)
    {
        if (!CacheControlHeaderValue.TryParse(said, out var directives))
            return Private;
        if (directives is { Public: false, SharedMaxAge: null } && (directives.NoStore || directives.NoCache || directives.Private))
            return said;
        directives.Public = false;
        directives.SharedMaxAge = null;
        directives.Private = true;
        return directives.ToString();
    }
}
