using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.Architecture.Tests.Snippets;

/// <summary>The samples of docs/guide/start-up.md, and of the application's name in docs/guide/deploys.md.</summary>
internal static class StartUpSamples
{
    public static void Health(WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddTidemark();
    }

    public static void File(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark().UseSqlite("/var/lib/shop/sessions.db");
    }

    public static void Name(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark(options => options.Application = "shop");
    }
}
