using Tidemark.Stores;

namespace Tidemark;

/// <summary>What one request wants of its session beyond the last commit: changed attributes, another lifetime, a new id, or the end.</summary>
internal sealed class SessionChanges(SessionNode node, StateHold hold)
{
    private readonly TouchedAttributes _touched = new(node.Meter);
    private SessionId? _nextId;

    public Lifetime Lifetime { get; set; } = hold.State.Lifetime;

    public bool IsAbandoned { get; set; }

    /// <summary>The id the session has, or will have once this is committed.</summary>
    public SessionId Id => _nextId ?? hold.Id;

    public void Note(AttributeSlot slot) => _touched.Note(slot);

    public void RenewId()
    {
        if (!hold.TryRenewId())
            _nextId = SessionId.New();
    }

    /// <summary>Stores it all. Completes at once when there is nothing to store; it does not look after the lease then.</summary>
    public ValueTask CommitAsync(AfterCommit then, CancellationToken cancellationToken)
    {
        if (hold.IsUnsettled)
            return SettleAsync(then, cancellationToken);
        if (IsAbandoned)
            return hold.EndAsync(cancellationToken);

        var differences = _touched.FindDifferences();
        if (differences.Count == 0 && _nextId is null && (!hold.State.IsStored || Lifetime == hold.State.Lifetime))
            return ValueTask.CompletedTask;
        node.Limits.CheckCommit(hold.State, differences);
        return _nextId is { } next
            ? MoveAsync(next, cancellationToken)
            : hold.CommitAsync(differences, Lifetime, then, cancellationToken);
    }

    /// <summary>The session is as it was at the last commit.</summary>
    public void Discard()
    {
        Drop();
        hold.Discard();
        IsAbandoned = false;
    }

    /// <summary>The request is over, and what it did not commit is not wanted.</summary>
    public void Drop()
    {
        _touched.Discard();
        Lifetime = hold.State.Lifetime;
        _nextId = null;
    }

    /// <summary>The request is over.</summary>
    public void Forget() => _touched.Forget();

    // First what the store has not answered: it decides what the baselines are.
    private async ValueTask SettleAsync(AfterCommit then, CancellationToken cancellationToken)
    {
        await hold.SettleAsync(cancellationToken);
        await CommitAsync(then, cancellationToken);
    }

    private async ValueTask MoveAsync(SessionId next, CancellationToken cancellationToken)
    {
        try
        {
            await hold.MoveAsync(next, Lifetime, cancellationToken);
        }
        finally
        {
            // The state may have moved although the end of the old id is not answered yet.
            if (hold.Id == next)
            {
                _nextId = null;
                Lifetime = hold.State.Lifetime;
            }
        }
    }
}
