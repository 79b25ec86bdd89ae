using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tidemark.AspNetCore;

/// <summary>Every line names what to do, none a session.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(101, LogLevel.Debug, "A session cookie was not of the form issued here and was passed over.")]
    public static partial void MalformedId(this ILogger log);

    [LoggerMessage(102, LogLevel.Warning, "The session of \"{Purpose}\" could not be opened; the client was told to try again. {Why}")]
    public static partial void OpenFailed(this ILogger log, Exception? exception, string purpose, string why);

    [LoggerMessage(112, LogLevel.Debug,
        "\"{Purpose}\" looked at its session without awaiting anything of it before, and a thread waited for the store. From its next request on the session "
        + "is there before the handler runs; await LoadAsync() does the same.")]
    public static partial void Blocked(this ILogger log, string purpose);

    [LoggerMessage(103, LogLevel.Error, "The session of \"{Purpose}\" was not committed; the client was told so (strict regime). {Why}")]
    public static partial void CommitFailed(this ILogger log, Exception? exception, string purpose, string why);

    [LoggerMessage(104, LogLevel.Error,
        "The session of \"{Purpose}\" was not committed; the request goes on all the same (lenient regime). {Why}")]
    public static partial void CommitFailedLeniently(this ILogger log, Exception? exception, string purpose, string why);

    [LoggerMessage(105, LogLevel.Error,
        "\"{Purpose}\" changed its session after the response had started, and the change was not committed. "
        + "Change the session before the first write, or call CommitAsync() yourself.")]
    public static partial void LateCommitFailed(this ILogger log, Exception exception, string purpose);

    [LoggerMessage(106, LogLevel.Error,
        "\"{Purpose}\" began a session after the response had started, when no cookie can be sent any more; what it set is dropped. "
        + "Set something before the first write.")]
    public static partial void LateSession(this ILogger log, string purpose);

    [LoggerMessage(107, LogLevel.Error,
        "\"{Purpose}\" gave its session a new id after the response had started, when no cookie can be sent any more; "
        + "the client has lost its session. Call RegenerateIdAsync() before the first write.")]
    public static partial void LateId(this ILogger log, string purpose);

    [LoggerMessage(108, LogLevel.Warning,
        "The endpoint \"{Purpose}\" says what it does with the session, but UseTidemark() runs before UseRouting() and cannot see it. "
        + "Call UseRouting() first.")]
    public static partial void RoutedTooLate(this ILogger log, string purpose);

    [LoggerMessage(109, LogLevel.Warning,
        "SessionOptions are configured, and Tidemark does not read them. Set IdleTimeout in AddTidemark(options => ...) and the cookie in "
        + "ConfigureCookie(cookie => ...), and take AddSession() and Configure<SessionOptions>() out.")]
    public static partial void SessionOptionsUnused(this ILogger log);

    [LoggerMessage(110, LogLevel.Warning,
        "\"{Purpose}\" looked at its session after its response had started, with a Cache-Control that lets caches serve it to other users. "
        + "Look at the session before the first write, or say \"private\" in it.")]
    public static partial void LateLook(this ILogger log, string purpose);

    [LoggerMessage(111, LogLevel.Warning,
        "\"{Purpose}\" set something in the session for a request of another site that had no session cookie, which browsers withhold there because it is "
        + "SameSite={SameSite}. A new session would have replaced the one that the user may have, so none has begun, and what was set is dropped. "
        + "Answer such requests with a redirect (303) to a page that sets it. If sessions are meant to begin here, say so: [CrossSiteSession] or "
        + "WithCrossSiteSession(). For pages that other sites embed or fetch from, set Cookie.SameSite to None.")]
    public static partial void NotBegun(this ILogger log, string purpose, SameSiteMode sameSite);
}
