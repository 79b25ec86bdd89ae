namespace Tidemark.AspNetCore;

/// <summary>Lets the services of a request find its session. The middleware fills it in.</summary>
internal sealed class CurrentSession
{
    private RequestSession? _request;

    public Session Session => _request?.Session ?? throw new InvalidOperationException(
        "There is no session here. A Session can be injected only into what serves a request, after app.UseTidemark() has run for it and "
        + "where the endpoint's session access is not None. Elsewhere use SessionManager.RunAsync().");

    public void Set(RequestSession? request) => _request = request;
}
