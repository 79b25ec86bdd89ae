using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore;

/// <summary>
/// A hub of SignalR lives as long as its connection; each of its methods is a piece of work of its own. What one changed in the session of the connection's
/// request is stored when it ends, before the client has its answer, and others may have the session meanwhile.
/// </summary>
internal sealed class SessionHubFilter : IHubFilter
{
    // Blazor's own hub hands its messages on and does not wait for what they do.
    private const string Circuits = "Microsoft.AspNetCore.Components.Server";

    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
        RunAsync(invocationContext.Hub, invocationContext.Context, invocationContext.ServiceProvider, () => next(invocationContext));

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next) =>
        await RunAsync(context.Hub, context.Context, context.ServiceProvider, async () =>
        {
            await next(context);
            return null;
        });

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next) =>
        await RunAsync(context.Hub, context.Context, context.ServiceProvider, async () =>
        {
            await next(context, exception);
            return null;
        });

    private static async ValueTask<object?> RunAsync(Hub hub, HubCallerContext context, IServiceProvider services, Func<ValueTask<object?>> method)
    {
        if (RequestOf(hub, context) is not { } request)
            return await method();

        // Each method has a scope of its own.
        services.GetService<CurrentSession>()?.Set(request);
        var messages = request.Messages;
        object? result;
        try
        {
            result = await method();
        }
        catch
        {
            await messages.FailAsync();
            throw;
        }

        await messages.EndAsync();
        return result;
    }

    private static RequestSession? RequestOf(Hub hub, HubCallerContext context) =>
        hub.GetType().Namespace == Circuits ? null : context.GetHttpContext()?.Features.Get<RequestSession>();
}
