using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore;

/// <summary>Steps 5 to 8 of the road for one request: when its changes are committed, and what a failure does.</summary>
internal sealed class RequestCommit(RequestSession request)
{
    private bool _isDone;
    private bool _isCommitted;
    private bool _isGivenUp;
    private bool _failedLeniently;
    private bool _isBarred;
    private IExceptionHandlerFeature? _handled = request.Context.Features.Get<IExceptionHandlerFeature>();
    private ExceptionDispatchInfo? _failure;

    /// <summary>Why the commit failed in the strict regime. Nothing of the application's answer may leave.</summary>
    public Exception? Failure => _failure?.SourceException;

    /// <summary>Whether the commit failed inside the server's own start of the response, which only the server can end then.</summary>
    public bool FailedInServer { get; private set; }

    /// <summary>What a message of a long-lived response does.</summary>
    public MessageCommit Messages => field ??= new MessageCommit(request);

    /// <summary>Releases the session of a request that was aborted.</summary>
    public IDisposable? Abortion { get; set; }

    private PipelineParts Parts => request.Parts;

    /// <summary>Whether the session may have been changed since the last commit.</summary>
    public bool HasMore => request.SessionIfUsed is { MayHaveChanged: true } || request.BytesIfUsed is { HasPending: true };

    public bool HasResponseStarted => request.Context.Response.HasStarted;

    private IExceptionHandlerFeature? HandledException => request.Context.Features.Get<IExceptionHandlerFeature>();

    public void Begin()
    {
        _isDone = false;
        _isCommitted = false;
        _isGivenUp = false;
        _failure = null;
        _handled = HandledException;
    }

    /// <summary>Commits before the first byte leaves. In the strict regime a failure throws, at every further attempt too.</summary>
    /// <param name="then">Whether the lease goes back in the same trip.</param>
    public async ValueTask BeforeResponseAsync(LeaseAfter then)
    {
        _failure?.Throw();
        _isDone = true;
        if (request.SessionIfUsed is not { } session || !request.Access.Writes())
            return;
        try
        {
            await CommitAsync(session, then);
            _isCommitted = true;
        }
        catch (SessionException exception) when (!Parts.IsStrict)
        {
            Parts.Counters.FailedCommits.Add(1);
            Parts.Log.CommitFailedLeniently(Parts.Stacks.FirstOf(exception), request.Purpose, exception.Message);
            _failedLeniently = true;

            if (exception is SessionCommitException { Failure: CommitFailure.Unknown })
                await ForgetUnknownAsync(session);
        }
        catch (Exception exception)
        {
            Parts.Counters.FailedCommits.Add(1);
            Parts.Log.CommitFailed(Parts.Stacks.FirstOf(exception), request.Purpose, exception.Message);
            _failure = ExceptionDispatchInfo.Capture(exception);
            throw;
        }
    }

    /// <summary>The server is about to send the headers: commits what is not. It is the request's end if the handler has returned already.</summary>
    public async ValueTask WhenServerStartsAsync()
    {
        var isOver = !request.IsRunning;
        if (_failure is not null || _isGivenUp || (_isDone && !HasMore && !(isOver && _isCommitted)))
            return;
        FailedInServer = true;
        await BeforeResponseAsync(isOver ? LeaseAfter.Released : LeaseAfter.Kept);
        FailedInServer = false;
    }

    /// <summary>The handler is done: commits what is left, before the response if that has not started.</summary>
    public async ValueTask FinishAsync()
    {
        if (!request.HasAnswered)
        {
            await BeforeResponseAsync(LeaseAfter.Kept);
            request.Gate?.Pass();
            return;
        }

        _failure?.Throw();
        if (request.SessionIfUsed is not { } session || !request.Access.Writes())
            return;
        if (await AfterResponseAsync(session, HasResponseStarted ? LeaseAfter.Released : LeaseAfter.Kept) is { } failure)
            Fail(() => Parts.Log.LateCommitFailed(failure, request.Purpose));
    }

    /// <summary>Another answer than the application's is sent: nothing of the session is stored any more.</summary>
    public void GiveUp() => _isGivenUp = true;

    /// <summary>The handler threw: forgets what it changed, unless the options say otherwise.</summary>
    public async ValueTask ForsakeAsync()
    {
        request.Gate?.Forget();
        _isDone = true;
        if (request.SessionIfUsed is not { } session || !request.Access.Writes())
            return;
        if (Parts.Core.OnThrow == ThrowPolicy.Commit && _failure is null && await TryCommitAsync(session))
            return;

        session.Discard();

        // What the application committed itself stands, an end too, and its cookie must get through.
        if (session.IsOpen)
            request.Token.Note(session);
    }

    // What the store has not answered would keep all other requests of the session waiting for as long as this one goes on.
    private async ValueTask ForgetUnknownAsync(Session session)
    {
        try
        {
            session.Discard();
            await session.StandByAsync(CancellationToken.None);
        }
        catch (SessionException)
        {
            // It was reported by the commit that failed first.
        }
    }

    private async ValueTask<bool> TryCommitAsync(Session session)
    {
        try
        {
            await CommitAsync(session, LeaseAfter.Kept);
            return true;
        }
        catch (SessionException exception)
        {
            Parts.Counters.FailedCommits.Add(1);
            Parts.Log.CommitFailed(Parts.Stacks.FirstOf(exception), request.Purpose, exception.Message);
            return false;
        }
    }

    /// <summary>
    /// An exception handler further in has swallowed an exception: the request threw all the same. What it changed is forgotten, before its error page
    /// sees the session.
    /// </summary>
    public void DiscardIfThrown()
    {
        if (HandledException is not { } handled || handled == _handled)
            return;
        _handled = handled;
        if (Parts.Core.OnThrow == ThrowPolicy.Discard)
            request.SessionIfUsed?.Discard();
    }

    /// <summary>Whether no client can be told of a session that begins now.</summary>
    public bool MayBeTooLate => HasResponseStarted || request.IsSealed;

    /// <summary>Something is about to be put into a session of which the client can no longer be told.</summary>
    /// <exception cref="InvalidOperationException">The response has started.</exception>
    public void RefuseIfTooLate()
    {
        // What must not begin at all is dropped, and said, in any case.
        if (!MayBeTooLate || (request.IsWithheld && !MayBegin()))
            return;
        throw new InvalidOperationException(
            "The session cannot begin after the response has started, when no cookie can be sent any more. Set something before the first write.");
    }

    /// <summary>
    /// Whether a request whose cookie may have been withheld begins a session. If not, what it set is dropped: whoever is told can repair it, and whoever
    /// has lost his cart cannot.
    /// </summary>
    public bool MayBegin()
    {
        if (request.Endpoint.BeginsCrossSite)
            return true;
        if (!_isBarred)
            Parts.Log.NotBegun(request.Purpose, Parts.Cookie.SameSite);
        _isBarred = true;
        return false;
    }

    private async ValueTask CommitAsync(Session session, LeaseAfter then)
    {
        // Not cancelled when the client goes away: the store's own time limit bounds it, and a cut-off commit would be an unknown one. What
        // HttpContext.Session was given is handed to the session before it commits.
        if (then == LeaseAfter.Kept)
            await session.StandByAsync(CancellationToken.None);
        else
            await session.CompleteAsync(CancellationToken.None);
        if (request.Token.Note(session) && !HasResponseStarted)
            SharedCaches.ForbidStorage(request.Context);
    }

    /// <summary>Commits when the client has its status line already, or may have. Returns why nothing was stored; null if it was.</summary>
    public async ValueTask<SessionException?> AfterResponseAsync(Session session, LeaseAfter then)
    {
        try
        {
            await CommitLateAsync(session, then);
            return null;
        }
        catch (SessionException exception)
        {
            return exception;
        }
    }

    private async ValueTask CommitLateAsync(Session session, LeaseAfter then)
    {
        await session.LoadAsync(CancellationToken.None);
        var isLate = HasResponseStarted;
        if (isLate && session.IsNew)
        {
            var isWanted = session.Names.Count > 0 || session.IsBound || request.BytesIfUsed is { HasPendingValues: true };
            if (isWanted && request.IsWithheld && !MayBegin())
                session.Discard();
            else if (isWanted && !_failedLeniently)
                Fail(() => Parts.Log.LateSession(request.Purpose));
            if (!session.IsAbandoned || session.IsClosed)
                return;

            // The end counts, though what was begun after it cannot.
            session.Abandon();
        }

        var before = request.Token.Current;
        await CommitAsync(session, then);
        if (isLate && request.Token.Current is { } now && now != before)
            Fail(() => Parts.Log.LateId(request.Purpose));
    }

    /// <summary>The client has its status line already. Cutting the connection is what is left to keep it from believing it.</summary>
    private void Fail(Action log)
    {
        Parts.Counters.FailedCommits.Add(1);
        log();
        if (Parts.IsStrict)
            request.Context.Abort();
    }
}

/// <summary>What becomes of the lease at a commit.</summary>
internal enum LeaseAfter
{
    /// <summary>The handler goes on, or callbacks and an error page may follow.</summary>
    Kept,

    /// <summary>The request is over: commit and release are one trip to the store.</summary>
    Released,
}
