using Tidemark.Leases;

namespace Tidemark;

/// <summary>One request's turn among the commits of its session on this node: each builds on what the one before it made.</summary>
internal sealed class CommitTurn(SessionNode node, StateHold hold)
{
    // The session whose commits wait for this request's to be answered.
    private LocalSession? _committing;

    /// <summary>Waits until the commits of other requests are answered, and the lease of this one counts.</summary>
    public async ValueTask<Turn> TakeAsync(LocalSession place, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_committing is null)
            {
                var wait = node.Leases.NewWait();
                if (!await place.Commits.TakeAsync(wait, cancellationToken))
                    throw LockFaults.CommitUnderWay(wait.Elapsed);
                _committing = place;
            }

            if (hold.Turn is { Lease: { End: LeaseEnd.None } } turn)
                return turn;

            // The lease ended while this request waited: lost, or given back after a commit whose outcome is unknown.
            Leave();
            await hold.EnterAsync(cancellationToken);
        }
    }

    public void Leave()
    {
        var place = _committing;
        _committing = null;
        place?.Commits.Leave();
    }

    /// <summary>Somebody else has the turn from now on, and leaves it.</summary>
    public void HandOver() => _committing = null;
}
