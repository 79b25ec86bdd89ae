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

    private RequestSession? OfRequest => accessor.HttpContext is { } context && IsOf(context) ? context.Features.Get<RequestSession>() : null;

    // A hub makes a scope for each method. Any other scope is of work that a request has begun, and that may go on for longer than the request.
    private bool IsOf(HttpContext context) =>
        EndpointFacts.Of(context.GetEndpoint()).IsHub || context.RequestServices?.GetService<CurrentSession>() == this;

    /// <summary>For a scope that is not the request's own.</summary>
    public void Set(RequestSession? request) => _request = request;
}
