using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tidemark.Load.Apps;

/// <summary>The same small answers without a session: what the web server alone can do.</summary>
internal static class NoSessionApp
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        var count = 0;
        app.MapGet("/none", () => Answer.Of(Interlocked.Increment(ref count) % 1_000));
        return app;
    }
}
