using Tidemark;
using Tidemark.AspNetCore;

namespace Microsoft.AspNetCore.Http;

/// <summary>Gives the request's session.</summary>
public static class HttpContextSession
{
    /// <summary>
    /// The request's session: the client's, or a new one of which nothing is stored before something is set. It is committed before the
    /// first byte of the response leaves, and again at the end of the request if it changed since. In a test without <c>UseTidemark()</c> it is the session
    /// that the test has put among the context's features; nobody commits it then but the test.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The endpoint's access is None, or <c>UseTidemark()</c> has not run for this request.
    /// </exception>
    public static Tidemark.Session GetSession(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<RequestSession>()?.Session ?? context.Features.Get<Tidemark.Session>() ?? throw NoSession(context);
    }

    private static InvalidOperationException NoSession(HttpContext context)
    {
        var endpoint = EndpointFacts.Of(context.GetEndpoint());
        if (endpoint.Access == SessionAccess.None)
            return new InvalidOperationException(
                $"The endpoint \"{endpoint.Purpose}\" has session access None, so this request has no session. "
                + "Say SessionAccess.ReadOnly or SessionAccess.Shared in its [SessionAccess] or WithSessionAccess().");
        return new InvalidOperationException(
            "This request has no session: app.UseTidemark() has not run for it, or the default session access is None. "
            + "Call app.UseTidemark() after UseRouting() and before whatever asks for the session.");
    }
}
