using System.Runtime.CompilerServices;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// The commits of one request that the store has not answered. Sent in order, and again with the same commit id after a lost answer.
/// </summary>
internal sealed class CommitQueue(SessionNode node)
{
    private readonly Queue<CommitStep> _steps = new();

    public CommitStep? First => _steps.TryPeek(out var step) ? step : null;

    public void Add(CommitStep step) => _steps.Enqueue(step);

    /// <summary>Sends the first commit, and takes it from the queue once the store has answered.</summary>
    /// <exception cref="SessionCommitException">The store did not answer.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CommitOutcome> SendFirstAsync(CancellationToken cancellationToken)
    {
        var step = _steps.Peek();
        using var span = SessionTrace.Commit(step.Request.Purpose, step.Request.Differences.Count);
        await EnsureAliveAsync(step, cancellationToken);
        await PublishAsync(step, cancellationToken);
        step.Life = node.Leases.Heartbeat.Life;
        var sentBefore = step.MayBeApplied;
        step.FirstSent ??= node.Time.GetTimestamp();
        try
        {
            step.MayBeApplied = true;
            var (outcome, repeated) = await node.Leases.Store.CommitAsync(step.Request, cancellationToken);
            step.MayBeApplied = sentBefore || repeated;
            _steps.Dequeue();
            if (outcome is not CommitOutcome.Committed)
                span.Fail(outcome is CommitOutcome.Fenced fenced ? fenced.Reason.ToString() : nameof(CommitOutcome.Misfit));
            return outcome;
        }
        catch (SessionUnavailableException unavailable)
        {
            if (unavailable.IsRefused && !sentBefore)
            {
                // An end is owed all the same: the request's own end sees to it. So whoever asked for it is not told that it does not happen.
                step.MayBeApplied = step.Ends;
                span.Fail("refused");
                node.Log.CommitRefused(step.Request.Key, unavailable.Message, node.Stacks.FirstOf(unavailable));
                throw step.Ends ? CommitFaults.Owed(unavailable) : CommitFaults.NotWritten(unavailable);
            }

            span.Fail("unknown");
            node.Log.CommitUnknown(step.Request.Key, unavailable.Message, node.Stacks.FirstOf(unavailable));
            throw CommitFaults.Unknown(unavailable);
        }
    }

    /// <summary>Takes the first commit out: somebody else sends it.</summary>
    public CommitStep TakeFirst() => _steps.Dequeue();

    /// <summary>Forgets all commits. A session that an unanswered one may have created is ended later: nobody was given its id.</summary>
    public async ValueTask DropAsync()
    {
        while (_steps.TryDequeue(out var step))
        {
            if (!step.Creates)
                continue;
            step.Place.Leave(step.Turn);
            if (step.MayBeApplied)
                node.Leases.LateEnds.EndUnknown(step.Request);
        }
    }

    private async ValueTask EnsureAliveAsync(CommitStep step, CancellationToken cancellationToken)
    {
        try
        {
            await node.Leases.Heartbeat.EnsureAsync(cancellationToken);
        }
        catch (SessionUnavailableException unavailable)
        {
            throw step.MayBeApplied ? CommitFaults.Unknown(unavailable) : CommitFaults.NotSent(unavailable);
        }
    }

    /// <summary>Nothing is committed that another build could not read.</summary>
    private async ValueTask PublishAsync(CommitStep step, CancellationToken cancellationToken)
    {
        try
        {
            await node.Leases.Schemas.PublishAsync(step.Request.Differences, cancellationToken);
        }
        catch (SessionUnavailableException unavailable)
        {
            throw step.MayBeApplied ? CommitFaults.Unknown(unavailable) : CommitFaults.NotPublished(unavailable);
        }
    }
}
