using Tidemark.Stores;

namespace Tidemark;

/// <summary>What one request wants of its session beyond the last commit: changed attributes, another lifetime, a new id, or the end.</summary>
internal sealed class SessionChanges(SessionNode node, StateHold hold)
{
    private SessionId? _nextId;
    private Lifetime? _nextLifetime;

    public Lifetime Lifetime
    {
        get => _nextLifetime ?? hold.State.Lifetime;
        set => _nextLifetime = value;
    }

    public bool IsAbandoned { get; set; }

    /// <summary>The id the session has, or will have once this is committed.</summary>
    public SessionId Id => _nextId ?? hold.Id;

    public void RenewId()
    {
        if (!hold.TryRenewId())
            _nextId = SessionId.New();
    }

    /// <summary>Stores it all. Completes at once when there is nothing to store; it does not look after the lease then.</summary>
    /// <param name="isLast">Whether the request wants nothing more after this, so that the lease may go back with it.</param>
    /// <param name="cancellationToken">Ends waits, and what was not sent.</param>
    public ValueTask CommitAsync(bool isLast, CancellationToken cancellationToken)
    {
        if (hold.Commits.IsUnsettled)
            return SettleAsync(isLast, cancellationToken);
        if (IsAbandoned)
            return hold.Commits.EndAsync(cancellationToken);
        var isInside = hold.TryResume() || hold.Place is null;
        if (!isInside && !IsWanted && hold.Touched.FindLateChanges().Count == 0)
            return default;
        if (!isInside || !hold.IsTrusted || hold.Touched.FindLateChanges().Count > 0)
            return CommitInsideAsync(isLast, cancellationToken);

        var differences = hold.Touched.FindDifferences();
        return IsNothing(differences) ? default : SendAsync(differences, isLast, cancellationToken);
    }

    /// <summary>The session is as it was at the last commit.</summary>
    public void Discard()
    {
        Drop();
        IsAbandoned = false;
        hold.Commits.Discard();
    }

    /// <summary>The request is over, and what it did not commit is not wanted.</summary>
    public void Drop()
    {
        hold.TryResume();
        hold.Touched.Discard();
        _nextLifetime = null;
        _nextId = null;
    }

    // A new session is stored with its first attribute, whatever else is wanted of it.
    private bool IsWanted => _nextId is not null || (hold.State.IsStored && Lifetime != hold.State.Lifetime);

    // First what the store has not answered: it decides what the baselines are.
    private async ValueTask SettleAsync(bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            await hold.Commits.SettleAsync(cancellationToken);
        }
        finally
        {
            ForgetIfMoved();
        }

        await CommitAsync(isLast, cancellationToken);
    }

    private async ValueTask CommitInsideAsync(bool isLast, CancellationToken cancellationToken)
    {
        if (hold.TryResume() && IsNothing(hold.Touched.FindDifferences()) && hold.Touched.FindLateChanges().Count == 0)
            return;
        await EnterAsync(cancellationToken);
        var differences = hold.Touched.FindDifferences();
        if (!IsNothing(differences))
            await SendAsync(differences, isLast, cancellationToken);
    }

    // In this order: an attribute that the store has given this node anew, after another one had the session, shows no difference any more.
    private bool IsNothing(IReadOnlyList<Difference> differences) =>
        differences.Count == 0 && !IsWanted && (hold.Place is null || hold.Touched.AreCurrent());

    private async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await hold.EnterAsync(cancellationToken);
        }
        catch (SessionUnavailableException unavailable)
        {
            throw CommitFaults.NotSent(unavailable);
        }
    }

    private ValueTask SendAsync(IReadOnlyList<Difference> differences, bool isLast, CancellationToken cancellationToken)
    {
        node.Limits.CheckCommit(hold, differences);
        hold.Checks?.Committing();
        return _nextId is { } next
            ? MoveAsync(next, cancellationToken)
            : hold.Commits.CommitAsync(differences, Lifetime, isLast, cancellationToken);
    }

    private async ValueTask MoveAsync(SessionId next, CancellationToken cancellationToken)
    {
        try
        {
            await hold.Commits.MoveAsync(next, Lifetime, cancellationToken);
        }
        finally
        {
            ForgetIfMoved();
        }
    }

    // The state may have moved although the end of the old id is not answered yet.
    private void ForgetIfMoved()
    {
        if (hold.Id != _nextId)
            return;
        _nextId = null;
        _nextLifetime = null;
    }
}
