using Microsoft.AspNetCore.Http;

namespace Tidemark;

/// <summary>How sessions travel over HTTP. Validated at start-up; all faults come in one message.</summary>
public sealed class TidemarkHttpOptions
{
    /// <summary>
    /// The cookie that holds the session id. Default: HttpOnly, SameSite=Lax, Path=/, no Domain, Secure as the request, essential (so that a consent
    /// policy does not withhold it), ends with the browser. With a MaxAge it lasts, and is renewed when its session is used and a tenth of that time
    /// has passed.
    /// </summary>
    /// <remarks>
    /// Its name is null by default: then it is <c>sid-</c> and eight digits made from <see cref="TidemarkOptions.Application"/>, so that applications on one
    /// host keep apart, with the prefix <c>__Host-</c> over HTTPS. A name that you set is used as it is.
    /// </remarks>
    public CookieBuilder Cookie { get; } = new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        SecurePolicy = CookieSecurePolicy.SameAsRequest,
    };

    /// <summary>
    /// Whether the cookie's default name gets the prefix <c>__Host-</c> wherever the cookie is secure, has Path=/ and no Domain. Browsers then refuse it
    /// from any other host, sub-domains included. A name of your own gets no prefix: write it with one. Default: true.
    /// </summary>
    public bool HostPrefix { get; set; } = true;

    /// <summary>What an endpoint that says nothing does with the session. Default: <see cref="SessionAccess.Shared"/>.</summary>
    public SessionAccess DefaultAccess { get; set; } = SessionAccess.Shared;

    /// <summary>
    /// How long a new session may stay unused until its client comes back with it; then it gets <see cref="TidemarkOptions.IdleTimeout"/>. Crawlers and
    /// floods do not come back, and their sessions go soon. More than zero. Default: null, for the usual idle time from the beginning.
    /// </summary>
    /// <remarks>
    /// To come back is a request whose access may write and that does not fail. A session whose <see cref="Session.IdleTimeout"/> the application has set to
    /// another value keeps it.
    /// </remarks>
    public TimeSpan? FirstIdleTimeout { get; set; }

    /// <summary>
    /// The status of the answer when the session cannot be opened or committed: 500 to 599. Default: 503. The body is a problem
    /// details document (RFC 9457) that shows nothing of the server. Requests that waited for each other's attributes get a 409 instead, and so does a
    /// user who has too many sessions.
    /// </summary>
    public int FailureStatus { get; set; } = StatusCodes.Status503ServiceUnavailable;

    /// <summary>When a client may try again after such an answer, in whole seconds. Default: 1 second.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Answers in place of the problem details when the session is not to be had or was not committed. The response is empty when it is
    /// called; it returns whether it answered. May run for many requests at once, and must not use the session. Default: null.
    /// </summary>
    public Func<HttpContext, SessionException, Task<bool>>? OnProblem { get; set; }

    /// <summary>
    /// The Clear-Site-Data header of the response that ends a session by <see cref="Session.Abandon"/>, for example
    /// <c>"cache", "storage"</c> with the quotes. Browsers heed it over HTTPS only. <c>"cookies"</c> also deletes the cookie of a session that the same
    /// request begins after it. Default: null, no header.
    /// </summary>
    public string? ClearSiteData { get; set; }
}
