using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.Load.Requests;

/// <summary>A server without a network: it hands requests to the application in the thread of whoever calls it.</summary>
internal sealed class PipelineServer : IServer
{
    private Func<PipelineRequest, Task>? _process;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = request => ProcessAsync(application, request);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    /// <summary>Processes one request to its end.</summary>
    public Task ProcessAsync(PipelineRequest request) =>
        (_process ?? throw new InvalidOperationException("The application has not been started."))(request);

    private static async Task ProcessAsync<TContext>(IHttpApplication<TContext> application, PipelineRequest request)
        where TContext : notnull
    {
        var context = application.CreateContext(request.Features);
        try
        {
            await application.ProcessRequestAsync(context);
            await request.EndAsync();
        }
        finally
        {
            application.DisposeContext(context, null);
        }
    }
}
