using Tidemark.Leases;

namespace Tidemark;

/// <summary>One request's turn among the commits of its session. Other requests' commits wait for it: each builds on what the one before made.</summary>
internal sealed class CommitTurn(SessionNode node, StateHold hold)
{
    private LocalSession? _session;

    /// <summary>What is to be done before: the clearing of commits that were discarded.</summary>
    public Task Before { get; set; } = Task.CompletedTask;

    /// <summary>Waits until the commits of other requests are answered, and has the turn and a lease that counts.</summary>
    public async ValueTask<Turn> TakeAsync(LocalSession session, CancellationToken cancellationToken)
    {
        await Before;
        while (true)
        {
            if (_session is null)
            {
                var wait = node.Leases.NewWait();
                if (!await session.Commits.TakeAsync(wait, cancellationToken))
                    throw LockFaults.CommitUnderWay(wait.Elapsed);
                _session = session;
            }

            if (hold.Turn is { Lease: { End: LeaseEnd.None } } turn)
                return turn;

            // The lease ended while this request waited: lost, or given back after a commit whose outcome is unknown.
            Leave();
            await hold.EnterAsync(cancellationToken);
        }
    }

    /// <summary>Lets others commit.</summary>
    public void Leave()
    {
        if (_session is not { } session)
            return;
        _session = null;
        session.Commits.Leave();
    }

    /// <summary>The turn is somebody else's to leave.</summary>
    public void HandOver() => _session = null;
}
