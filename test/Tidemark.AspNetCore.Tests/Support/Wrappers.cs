using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Components that get hold of the response's body, further in or further out than the session.</summary>
internal static class Wrappers
{
    private static readonly Dictionary<string, Action<WebApplication>> Placements = new()
    {
        ["nothing"] = _ => { },
        ["output cache"] = app => app.UseOutputCache(),
        ["response caching"] = app =>
        {
            app.UseResponseCaching();
            app.Use((context, next) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=60";
                return next(context);
            });
        },
        ["http logging"] = app => app.UseHttpLogging(),
        ["compression"] = app => app.UseResponseCompression(),
        ["another stream"] = app => app.Use(async (context, next) =>
        {
            var body = context.Response.Body;
            using var memory = new MemoryStream();
            context.Response.Body = memory;
            try
            {
                await next(context);
            }
            finally
            {
                context.Response.Body = body;
            }

            if (memory.Length > 0)
                await body.WriteAsync(memory.ToArray());
        }),
        ["another feature"] = app => app.Use(async (context, next) =>
        {
            var feature = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            var own = new StreamResponseBodyFeature(feature.Stream, feature);
            context.Features.Set<IHttpResponseBodyFeature>(own);
            try
            {
                await next(context);
                await own.CompleteAsync();
            }
            finally
            {
                context.Features.Set(feature);
            }
        }),
        ["rewriting"] = app => app.Use(async (context, next) =>
        {
            var body = context.Response.Body;
            using var memory = new MemoryStream();
            context.Response.Body = memory;
            try
            {
                await next(context);
            }
            finally
            {
                context.Response.Body = body;
            }

            if (memory.Length == 0 || context.Response.HasStarted)
                return;
            var rewritten = memory.ToArray().Concat("<!-- rewritten -->"u8.ToArray()).ToArray();
            context.Response.ContentLength = rewritten.Length;
            await body.WriteAsync(rewritten);
        }),
        ["no length"] = app => app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.ContentLength = null;
                return Task.CompletedTask;
            });
            return next(context);
        }),
        ["error page"] = app => app.UseExceptionHandler(page => page.Run(context => context.Response.WriteAsync("sorry"))),
        ["status pages"] = app => app.UseStatusCodePages(),
    };

    public static IEnumerable<string> All => Placements.Keys;

    public static void AddServices(IServiceCollection services)
    {
        services.AddOutputCache();
        services.AddResponseCaching();
        services.AddHttpLogging(options => options.LoggingFields = HttpLoggingFields.All);
        services.AddResponseCompression(options => options.MimeTypes = ["text/plain", "text/html", "application/json"]);
        services.AddControllersWithViews();
        services.AddRazorPages();
    }

    public static void Place(string wrapper, WebApplication app) => Placements[wrapper](app);
}
