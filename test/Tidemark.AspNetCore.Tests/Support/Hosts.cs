using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Applications that are compared with each other: with Tidemark, with ASP.NET Core's own session, with none.</summary>
internal static class Hosts
{
    public static async Task<WebApplication> StartAsync(Action<IServiceCollection> services, Action<WebApplication> map, Server server = Server.Test)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });

        // Response bodies are only logged where somebody listens.
        builder.Logging.ClearProviders().AddProvider(new LogCapture())
            .SetMinimumLevel(LogLevel.None).AddFilter("Microsoft.AspNetCore.HttpLogging", LogLevel.Information);
        if (server == Server.Test)
            builder.WebHost.UseTestServer();
        else
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        services(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    public static HttpClient ClientOf(WebApplication app, Server server = Server.Test) => server == Server.Test
        ? app.GetTestClient()
        : new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
}
