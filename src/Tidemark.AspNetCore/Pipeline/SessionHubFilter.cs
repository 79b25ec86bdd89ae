using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Tidemark.AspNetCore;

/// <summary>
/// A hub of SignalR lives as long as its connection; each of its methods is a piece of work of its own. What one changed in the session of the connection's
/// request is stored when it ends, before the client has its answer, and others may have the session meanwhile.
/// </summary>
internal sealed class SessionHubFilter : IHubFilter
{
    // Blazor's own hub hands its messages on and does not wait for what they do.
    private const string Circuits = "Microsoft.AspNetCore.Components.Server";

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var messages = MessagesOf(invocationContext.Hub, invocationContext.Context);
        object? result;
        try
        {
            result = await next(invocationContext);
        }
        catch when (messages is not null)
        {
            await messages.FailAsync();
            throw;
        }

        if (messages is not null)
            await messages.EndAsync();
        return result;
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var messages = MessagesOf(context.Hub, context.Context);
        try
        {
            await next(context);
        }
        catch when (messages is not null)
        {
            await messages.FailAsync();
            throw;
        }

        if (messages is not null)
            await messages.EndAsync();
    }

    private static MessageCommit? MessagesOf(Hub hub, HubCallerContext context) =>
        hub.GetType().Namespace == Circuits ? null : context.GetHttpContext()?.Features.Get<RequestSession>()?.Messages;
}
