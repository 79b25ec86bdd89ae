using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>Ends sessions whose end the store could not be told in time. See <see cref="RetryQueue"/>.</summary>
internal sealed class LateEnds(NodeLeases node, ILogger log)
{
    /// <summary>
    /// Sends the commit that ends a session. Until then nobody of this node gets in: the caller hands over its turn, and its turn among the commits.
    /// </summary>
    /// <param name="end">The commit.</param>
    /// <param name="session">The session on this node.</param>
    /// <param name="turn">The caller's turn.</param>
    /// <param name="isMoved">Whether the session goes on under another id, so that nobody is told of the end.</param>
    public void EndByCommit(CommitRequest end, LocalSession session, Turn turn, bool isMoved)
    {
        session.Seal();
        node.Retries.Add(new Retry(end.Key, RetryKind.EndByCommit, SendAsync, LetIn));

        async ValueTask SendAsync()
        {
            await EndAsync(end, isMoved);
            LetIn();
        }

        void LetIn()
        {
            session.Forget();
            session.Commits.Leave();
            session.Leave(turn);
        }
    }

    /// <summary>
    /// Ends a session that goes on under another id, untold. False if that is to be done later, for which the caller has handed over its turn.
    /// </summary>
    public async ValueTask<bool> TryEndMovedAsync(CommitRequest end, LocalSession session, Turn turn)
    {
        try
        {
            if (await node.Store.CommitAsync(end, CancellationToken.None) is (CommitOutcome.Fenced { Reason: not FenceReason.SessionGone }, _))
                EndUnknown(end);
            session.Finish(turn.Lease!, LeaseEnd.Over);
            return true;
        }
        catch (SessionUnavailableException)
        {
            await session.Commits.TakeAsync(node.NewWait(), CancellationToken.None);
            EndByCommit(end, session, turn, isMoved: true);
            return false;
        }
    }

    /// <summary>
    /// Ends a session that a commit has perhaps created, and whose id nobody was given. Nobody is told: to the application it never was.
    /// </summary>
    public void EndUnknown(CommitRequest creation) => node.Retries.Add(new Retry(creation.Key, RetryKind.EndUnknown, async () =>
    {
        // Whoever uses it knows its id.
        if (node.Sessions.EnterUnleased(creation.Key, isExclusive: true, creation.Purpose) is not (var session, var turn))
            return;
        try
        {
            await EndUntoldAsync(creation.Key, creation.Purpose);
            if (!creation.User.IsNone)
                await node.Store.LeaveUserAsync(creation.User, creation.Key, CancellationToken.None);
        }
        finally
        {
            session.Leave(turn);
        }
    }));

    /// <summary>Ends a session whoever has its lease. The caller has tried it, and was not answered.</summary>
    public void EndFromOutside(StateKey key, EndReason reason) => node.Retries.Add(new Retry(
        key, RetryKind.EndFromOutside, async () => await node.EndAsync(key, reason, CancellationToken.None)));

    private async ValueTask EndAsync(CommitRequest end, bool isMoved)
    {
        var (outcome, _) = await node.Store.CommitAsync(end, CancellationToken.None);
        if (outcome is CommitOutcome.Fenced { Reason: not FenceReason.SessionGone } fenced)
        {
            // Another node had the session since, and the client was told neither that it has ended nor that it has not.
            log.Fenced(end.Key, fenced.Reason);
            if (isMoved)
                await EndUntoldAsync(end.Key, end.Purpose);
            else
                await node.Store.EndAsync(end.Key, EndReason.Abandoned, CancellationToken.None);
        }

        if (isMoved)
            log.Moved(end.Key);
        else
            node.Ended(end.Key, EndReason.Abandoned);
    }

    // Only a commit ends a session untold, and that takes its lease.
    private async ValueTask EndUntoldAsync(StateKey key, string purpose)
    {
        switch (await node.Store.AcquireAsync(new AcquireRequest(key, node.Node, StateVersion.None, purpose)))
        {
            case AcquireOutcome.Granted { Token: var token, State: var state }:
                var end = new CommitRequest(
                    key, node.Node, token, state.Version, CommitId.New(), [], state.Lifetime, AfterCommit.End, purpose) { User = state.User };
                if (await node.Store.CommitAsync(end, CancellationToken.None) is (CommitOutcome.Fenced { Reason: not FenceReason.SessionGone }, _))
                    throw Unfinished("its lease was overtaken");
                break;

            case AcquireOutcome.Held:
                throw Unfinished("another node has it, and was asked to give it back");
        }
    }

    private static SessionUnavailableException Unfinished(string why) =>
        new($"A session could not be ended yet: {why}. It is tried again after the next heartbeat.", null);
}
