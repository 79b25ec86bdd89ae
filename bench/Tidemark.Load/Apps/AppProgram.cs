using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tidemark.Load.Apps;

/// <summary>The process of one app: says its address on one line, and ends when whoever started it closes its input.</summary>
internal static class AppProgram
{
    public const string Verb = "app";

    public static async Task RunAsync(AppOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        await using var app = await BuildAsync(builder, options);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }

    private static Task<WebApplication> BuildAsync(WebApplicationBuilder builder, AppOptions options) => options.App.Kind switch
    {
        AppKind.None => Task.FromResult(NoSessionApp.Build(builder)),
        AppKind.OneCall => OneCallApp.BuildAsync(builder, options),
        AppKind.Peer => PeerApp.BuildAsync(builder, options),
        _ => TidemarkApp.BuildAsync(builder, options),
    };
}
