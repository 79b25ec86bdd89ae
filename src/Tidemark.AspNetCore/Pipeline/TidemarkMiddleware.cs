using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore;

/// <summary>The road of one request (ARCHITECTURE.md), from the cookie to the release.</summary>
internal sealed class TidemarkMiddleware(RequestDelegate next, PipelineParts parts)
{
    private bool _warned;

    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var access = EndpointFacts.Of(endpoint).Access ?? parts.Http.DefaultAccess;
        return access == SessionAccess.None ? next(context) : InvokeWithSessionAsync(context, access, isRouted: endpoint is not null);
    }

    private async Task InvokeWithSessionAsync(HttpContext context, SessionAccess access, bool isRouted)
    {
        var request = context.Features.Get<RequestSession>() ?? new RequestSession(context, parts);
        if (request.MustOpen(access) && !await TryOpenAsync(request))
            return;

        request.Enter();
        try
        {
            // 4: the application. Its first byte waits for 5 to 8 in CommitGate.
            await next(context);

            // 5 to 8 if nothing was written, or for what changed since.
            if (request.IsUsed)
                await request.Commit.FinishAsync();
            else
                request.Gate!.Pass();
        }
        catch (Exception exception)
        {
            request.ReleaseOnCompletion();
            await request.Commit.ForsakeAsync();
            request.Leave();
            if (!await TryAnswerAsync(request, exception))
            {
                request.ReleaseOnAbortion();
                throw;
            }
        }
        finally
        {
            request.Leave();
        }

        // 9: the lease, unless callbacks of the response's start or an error page still use this session.
        if (context.Response.HasStarted)
            await request.DisposeAsync();
        else
            request.ReleaseOnCompletion();
        if (!isRouted)
            WarnIfRoutedSince(context);
    }

    private async ValueTask<bool> TryOpenAsync(RequestSession request)
    {
        try
        {
            await request.OpenAsync();
            return true;
        }
        catch (Exception exception) when (SessionProblem.Answers(exception))
        {
            // Never an empty session instead: it would be stored over the one that could not be read.
            await SessionProblem.WriteAsync(request.Context, exception, parts.Http);
            return false;
        }
        catch (OperationCanceledException) when (request.Context.RequestAborted.IsCancellationRequested)
        {
            // Whoever set a time limit answers for it, and needs the exception for that. A client that went away gets no answer.
            request.Context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            throw;
        }
    }

    private async ValueTask<bool> TryAnswerAsync(RequestSession request, Exception exception)
    {
        // The application may have wrapped or replaced the exception it got from the gate.
        var cause = request.Commit.Failure ?? exception;
        if (!SessionProblem.Answers(cause) || request.HasAnswered || request.Commit.FailedInServer)
            return false;
        request.Commit.GiveUp();
        await SessionProblem.WriteAsync(request.Context, cause, parts.Http);
        return true;
    }

    private void WarnIfRoutedSince(HttpContext context)
    {
        if (_warned || EndpointFacts.Of(context.GetEndpoint()).Access is null)
            return;
        _warned = true;
        parts.Log.RoutedTooLate(EndpointFacts.Of(context.GetEndpoint()).Purpose);
    }
}
