using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore;

/// <summary>Lets the services of a request, or of a hub's method, find its session.</summary>
internal sealed class CurrentSession(IHttpContextAccessor accessor)
{
    private RequestSession? _request;

    /// <summary>The session of whatever the scope serves.</summary>
    public static Session Of(IServiceProvider scope) =>
        scope.GetRequiredService<IHttpContextAccessor>().HttpContext is { } context && ReferenceEquals(context.RequestServices, scope)
            && context.Features.Get<RequestSession>() is { } request
                ? request.Session
                : scope.GetRequiredService<CurrentSession>().Session;

    private Session Session => (_request ?? OfRequest)?.Session ?? throw new InvalidOperationException(
        "There is no session here. A Session can be injected only into what serves a request, after app.UseTidemark() has run for it and "
        + "where the endpoint's session access is not None. Elsewhere use SessionManager.RunAsync().");

    // Work that a request has begun, in a scope of its own, may go on for longer than the request.
    private RequestSession? OfRequest =>
        accessor.HttpContext is { } context && context.RequestServices?.GetService<CurrentSession>() == this ? context.Features.Get<RequestSession>() : null;

    /// <summary>For a scope that is not the request's own.</summary>
    public void Set(RequestSession? request) => _request = request;
}
