using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tidemark.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts sessions into the pipeline.</summary>
public static class TidemarkPipeline
{
    private const string Mark = "Tidemark.UseTidemark";

    /// <summary>
    /// Opens the session of each request that comes by, and commits it before the first byte of the response leaves. Call it after
    /// <c>UseRouting()</c>, <c>UseStaticFiles()</c> and <c>UseExceptionHandler()</c>, and before whatever uses the session.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>AddTidemark()</c> was not called, or this method was called already.</exception>
    public static IApplicationBuilder UseTidemark(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetService<IServiceProviderIsService>()?.IsService(typeof(PipelineParts)) == false)
            throw new InvalidOperationException(
                "app.UseTidemark() needs services that are not there. Call builder.Services.AddTidemark() before builder.Build().");
        if (!app.Properties.TryAdd(Mark, true))
            throw new InvalidOperationException("app.UseTidemark() was called already for this pipeline. Call it once.");
        if (app.ApplicationServices.GetServices<IConfigureOptions<SessionOptions>>().Any())
            app.ApplicationServices.GetService<ILogger<TidemarkMiddleware>>()?.SessionOptionsUnused();
        return app.Use(next => new TidemarkMiddleware(next, app.ApplicationServices.GetRequiredService<PipelineParts>()).InvokeAsync);
    }
}
