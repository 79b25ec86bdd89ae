using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Tidemark.AspNetCore;

/// <summary>Tells a client that its session is not to be had now: problem details (RFC 9457) that show nothing of the server.</summary>
internal static class SessionProblem
{
    /// <summary>Whether trying again, now or once another session has ended, may help. Other faults are the application's and go on as exceptions.</summary>
    public static bool Answers(Exception exception) => exception
        is SessionCommitException or SessionUnavailableException or SessionLockTimeoutException or SessionDeadlockException or TooManySessionsException;

    public static async Task WriteAsync(HttpContext context, Exception exception, TidemarkHttpOptions options)
    {
        var response = context.Response;
        response.Clear();
        SharedCaches.ForbidStorage(context);
        if (options.OnProblem is { } answer && exception is SessionException refusal && await answer(context, refusal))
            return;
        response.Clear();
        var status = exception is SessionDeadlockException or TooManySessionsException ? StatusCodes.Status409Conflict : options.FailureStatus;
        response.StatusCode = status;
        response.Headers.CacheControl = CacheControlHeaderValue.NoStoreString;
        if (exception is not TooManySessionsException)
            response.Headers.RetryAfter = ((long)Math.Ceiling(options.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        var problem = new ProblemDetails
        {
            Status = status,
            Title = ReasonPhrases.GetReasonPhrase(status),
            Detail = Detail(exception),
        };
        if (context.RequestServices?.GetService<IProblemDetailsService>() is { } service
            && await service.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem }))
            return;

        response.ContentType = "application/problem+json";
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.WriteAsync(
                $$"""{"title":"{{problem.Title}}","status":{{problem.Status}},"detail":"{{problem.Detail}}"}""", CancellationToken.None);
    }

    private static string Detail(Exception exception) => exception switch
    {
        SessionCommitException { Failure: CommitFailure.Refused } => "What you did was not saved. Please try again.",
        SessionCommitException => "It is not known whether what you did was saved. Please look, and try again.",
        SessionLockTimeoutException or SessionDeadlockException => "Another request of yours is still being worked on. Please try again.",
        TooManySessionsException => "You are signed in elsewhere already, in as many places as you may be. Sign out in one of them first.",
        _ => "Your session is not available at the moment. Please try again.",
    };
}
