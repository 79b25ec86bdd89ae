using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// Whose the session is, as the commits of one request say it. The lists of users follow inside the commit's turn: only there is it certain whose the
/// session is until then, for other requests may bind it too.
/// </summary>
internal sealed class CommitBinding(SessionNode node, StateHold hold, CommitTurn turns, CommitQueue commits)
{
    private UserBinding? _stored;

    // What a new id needs that was not bound by this request, until that is stored.
    private UserBinding? _listing;

    /// <summary>Before the commit: enters the key that the session will have in the list of the user whose it will be.</summary>
    /// <param name="terms">What the request wants.</param>
    /// <param name="next">The key that the session will have.</param>
    /// <param name="cancellationToken">Ends calls that were not begun.</param>
    /// <returns>What to say of its user.</returns>
    /// <exception cref="SessionCommitException">The store could not be reached.</exception>
    /// <exception cref="TooManySessionsException">The user has too many sessions.</exception>
    public async ValueTask<SessionTerms> PrepareAsync(SessionTerms terms, StateKey next, CancellationToken cancellationToken)
    {
        try
        {
            return await EnterAsync(terms, next, cancellationToken);
        }
        catch
        {
            // Nothing will be sent in this turn, unless what was sent before is still to be answered.
            if (commits.First is null)
                turns.Leave();
            throw;
        }
    }

    /// <summary>The same for a session that the store has: in the commit's turn, and once more if the lease ended meanwhile.</summary>
    public async ValueTask<(SessionTerms Terms, Turn Turn)> PrepareAsync(
        LocalSession place, SessionTerms terms, StateKey next, CancellationToken cancellationToken)
    {
        while (true)
        {
            var turn = await turns.TakeAsync(place, cancellationToken);
            var prepared = await PrepareAsync(terms, next, cancellationToken);
            if (hold.Turn == turn && turn is { Lease.End: LeaseEnd.None })
                return (prepared, turn);
        }
    }

    /// <summary>The store has applied a commit.</summary>
    public void Acknowledge(UserBinding? binding)
    {
        if (binding is null)
            return;
        binding.IsStored = true;
        (_stored, _listing) = (binding, null);
    }

    /// <summary>All commits are answered, and others may commit. Does not fail.</summary>
    public ValueTask FinishAsync()
    {
        if (_stored is not { } stored)
            return default;
        _stored = null;
        return stored.FinishAsync(hold);
    }

    /// <summary>Commits that were not answered are wanted no more.</summary>
    public void Drop(bool mayBeStored)
    {
        if (_listing is not { } listing)
            return;
        _listing = null;
        node.Leases.Background.Add(listing.DropAsync(hold, mayBeStored));
    }

    /// <summary>The session that the store has acknowledged is no more.</summary>
    public void Forget() => _stored = null;

    private async ValueTask<SessionTerms> EnterAsync(SessionTerms terms, StateKey next, CancellationToken cancellationToken)
    {
        var state = hold.State;
        var binding = terms.Binding;
        if (binding is null && state.IsStored && state.Key != next && !state.User.IsNone)
            _listing = binding = new UserBinding(node, state.User);
        try
        {
            if (binding is not null)
                await binding.PrepareAsync(state, next, terms.LifetimeOn(state.Lifetime), cancellationToken);
            return terms with { Binding = binding };
        }
        catch (SessionUnavailableException unavailable)
        {
            throw CommitFaults.NotEntered(unavailable);
        }
    }
}
