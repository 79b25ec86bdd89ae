using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tidemark.Load.Requests;

/// <summary>An application that is called without a network, and one client of it.</summary>
internal sealed class PipelineApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly PipelineServer _server;
    private readonly PipelineRequest _request = new();
    private string? _cookie;

    private PipelineApp(WebApplication app, PipelineServer server) => (_app, _server) = (app, server);

    /// <summary>Starts an application.</summary>
    /// <param name="addServices">Adds what it needs besides routing.</param>
    /// <param name="map">Adds its middleware and endpoints.</param>
    public static async Task<PipelineApp> StartAsync(Action<IServiceCollection> addServices, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        var server = new PipelineServer();
        builder.Services.AddSingleton<IServer>(server);
        addServices(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new PipelineApp(app, server);
    }

    /// <summary>Asks, and keeps the cookie of the answer.</summary>
    public int Ask(string path)
    {
        var request = Send(path);
        var setCookie = ((IHttpResponseFeature)request).Headers.SetCookie;
        if (setCookie.Count > 0)
            _cookie = setCookie[0]!.Split(';')[0];
        return request.StatusCode == 200
            ? int.Parse(request.Answer, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{path} answered {request.StatusCode}.");
    }

    /// <summary>What is measured.</summary>
    public PipelineRequest Send(string path)
    {
        _request.Begin(path, _cookie);
        var processed = _server.ProcessAsync(_request);
        if (!processed.IsCompletedSuccessfully)
            processed.GetAwaiter().GetResult();
        return _request;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
