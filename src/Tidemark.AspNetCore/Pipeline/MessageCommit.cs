using System.Runtime.ExceptionServices;

namespace Tidemark.AspNetCore;

/// <summary>
/// The commits of a request whose response has begun, and goes on for as long as a browser has the page open: each message is a piece of work of its own.
/// What was changed for it is stored at its end, and others may have the session until the next one.
/// </summary>
internal sealed class MessageCommit(RequestSession request)
{
    /// <summary>
    /// Whether the session may have been changed since the last message. A hub sends messages while its methods run: there the end of each method commits.
    /// </summary>
    public bool IsDue => request.Commit.HasMore && request is { IsRunning: true, IsHub: false } && request.Access.Writes();

    /// <summary>A message has come to its end.</summary>
    /// <exception cref="SessionException">What it changed was not stored, and is forgotten: the next one begins with what the store has.</exception>
    public async ValueTask EndAsync()
    {
        if (request.SessionIfUsed is not { } session || !request.Access.Writes())
            return;
        if (!request.Commit.HasResponseStarted)
            await request.Commit.BeforeResponseAsync(LeaseAfter.Kept);
        else if (await request.Commit.AfterResponseAsync(session, LeaseAfter.Kept) is { } failure)
            StartOver(session, failure);
    }

    /// <summary>A message has failed: what it changed is forgotten, unless the options say otherwise.</summary>
    /// <exception cref="SessionException">As for <see cref="EndAsync"/>.</exception>
    public ValueTask FailAsync()
    {
        if (request.Parts.Core.OnThrow == ThrowPolicy.Discard)
            request.SessionIfUsed?.Discard();
        return EndAsync();
    }

    /// <summary>Ends a unit of work of its own.</summary>
    /// <exception cref="SessionException">What it changed was not stored.</exception>
    public async ValueTask CommitAsync(Session session)
    {
        try
        {
            await session.CompleteAsync(CancellationToken.None);
        }
        catch (SessionException failure)
        {
            Report(failure);
        }
    }

    private void StartOver(Session session, SessionException failure)
    {
        session.StartOver();
        Report(failure);
    }

    private void Report(SessionException failure)
    {
        var parts = request.Parts;
        parts.Counters.FailedCommits.Add(1);
        if (parts.IsStrict)
        {
            parts.Log.CommitFailed(parts.Stacks.FirstOf(failure), request.Purpose, failure.Message);
            ExceptionDispatchInfo.Throw(failure);
        }

        parts.Log.CommitFailedLeniently(parts.Stacks.FirstOf(failure), request.Purpose, failure.Message);
    }
}
