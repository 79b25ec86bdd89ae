using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore;

/// <summary>Lets the services of a request, or of a hub's method, find its session.</summary>
internal sealed class CurrentSession(IHttpContextAccessor accessor)
{
    private MessageUnit? _message;

    /// <summary>The session of whatever the scope serves.</summary>
    public static Session Of(IServiceProvider scope) =>
        scope.GetRequiredService<IHttpContextAccessor>().HttpContext is { } context && ReferenceEquals(context.RequestServices, scope)
            && context.Features.Get<RequestSession>() is { } request
                ? request.Session
                : scope.GetRequiredService<CurrentSession>().Session;

    /// <summary>The unit of work of a hub's method, if the method or a service of it has asked for its session; and then no more.</summary>
    public MessageUnit? TakeMessage()
    {
        var message = _message;
        _message = null;
        return message;
    }

    private Session Session => Find() ?? throw new InvalidOperationException(
        "There is no session here. A Session can be injected only into what serves a request, after app.UseTidemark() has run for it and "
        + "where the endpoint's session access is not None. Elsewhere use SessionManager.RunAsync().");

    // A hub makes a scope for each method. Any other scope is of work that a request has begun, and that may go on for longer than the request.
    private Session? Find()
    {
        if (_message is not null)
            return _message.Session;
        if (accessor.HttpContext is not { } context || context.Features.Get<RequestSession>() is not { } request)
            return null;
        if (request.IsHub)
            return request.Endpoint.IsCircuit ? null : (_message = new MessageUnit(request)).Session;
        return context.RequestServices?.GetService<CurrentSession>() == this ? request.Session : null;
    }
}
