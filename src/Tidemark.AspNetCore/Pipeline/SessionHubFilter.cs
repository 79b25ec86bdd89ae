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
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
        RunAsync(invocationContext.Context, invocationContext.ServiceProvider, () => next(invocationContext));

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next) =>
        await RunAsync(context.Context, context.ServiceProvider, async () =>
        {
            await next(context);
            return null;
        });

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next) =>
        await RunAsync(context.Context, context.ServiceProvider, async () =>
        {
            await next(context, exception);
            return null;
        });

    private static async ValueTask<object?> RunAsync(HubCallerContext context, IServiceProvider services, Func<ValueTask<object?>> method)
    {
        if (RequestOf(context) is not { Messages: var messages })
            return await method();
        object? result;
        try
        {
            result = await method();
        }
        catch
        {
            if (UnitOf(services) is { } failed)
                await failed.FailAsync();
            await messages.FailAsync();
            throw;
        }

        if (UnitOf(services) is { } unit)
            await unit.EndAsync();
        await messages.EndAsync();
        return result;
    }

    // That of a method which has the session as a parameter, or from a service.
    private static MessageUnit? UnitOf(IServiceProvider services) => services.GetService<CurrentSession>()?.TakeMessage();

    private static RequestSession? RequestOf(HubCallerContext context) =>
        context.GetHttpContext()?.Features.Get<RequestSession>() is { Endpoint.IsCircuit: false } request ? request : null;
}
