using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.Architecture.Tests.Snippets;

/// <summary>The samples of docs/guide/differences.md.</summary>
internal static class DifferenceSamples
{
    public static void Throwing(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark(options => options.OnThrow = ThrowPolicy.Commit);
    }

    public static void Everybody(WebApplication app)
    {
        app.MapGet("/news", (Session session, News news) => news.Count(session))
            .WithPublicResponse()
            .CacheOutput();
    }

    internal sealed class News
    {
        public string Count(Session session) => session.IsNew ? "first" : "again";
    }
}
