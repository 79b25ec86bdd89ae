using Tidemark.Simulation.Checkers;

namespace Tidemark.Simulation.Clients;

/// <summary>Commits, and commits again while the outcome is unknown, as a careful application would; and tells the history what it was told.</summary>
internal sealed class CommitRetry(RequestRecord record, ClientSite site, RequestScript script)
{
    public async Task SendAsync(
        IReadOnlyList<Operation> steps, IReadOnlyList<string> ids, Func<CancellationToken, ValueTask> commit, CancellationToken cancellationToken)
    {
        var changes = steps.Count(step => step.Changes);

        // Until it is answered: the node may die now.
        var wasUnsure = record.IsUnsure;
        record.IsUnsure |= changes > 0;
        try
        {
            await RepeatAsync(commit, cancellationToken);
        }
        catch (SessionCommitException failure) when (failure.Failure == CommitFailure.Refused)
        {
            record.IsUnsure = wasUnsure;
            Refuse(steps, ids);
            throw;
        }

        record.IsUnsure = wasUnsure;
        Count(steps);
        if (steps.Count > 0)
            record.Acknowledge(steps[^1].Key, ids);
        foreach (var step in steps)
            step.Succeed(site.History.Tick());
    }

    // One commit holds all changes of attributes; a move is two.
    private void Count(IReadOnlyList<Operation> steps)
    {
        if (steps is [{ Effect: Effect.Abandon }])
            record.PerhapsCommits++;
        else if (steps.Any(step => step.SurelyChanges))
            record.Commits += steps[0].Effect == Effect.Change ? 1 : steps.Count;
        else if (steps.Any(step => step.Changes))
            record.PerhapsCommits++;
    }

    private async Task RepeatAsync(Func<CancellationToken, ValueTask> commit, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await commit(cancellationToken);
                return;
            }
            catch (SessionCommitException failure) when (failure.Failure == CommitFailure.Unknown && attempt < script.Retries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), site.Time, cancellationToken);
            }
        }
    }

    // A refused move may leave behind a session under an id that nobody was told.
    private void Refuse(IReadOnlyList<Operation> steps, IReadOnlyList<string> ids)
    {
        record.Refuse(ids);
        foreach (var step in steps)
        {
            if (step.Effect != Effect.Create || steps.Count == 1)
                step.Fail();
        }
    }
}
