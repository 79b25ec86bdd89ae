using Tidemark.Stores;

namespace Tidemark;

/// <summary>What one request wants of its session beyond the last commit: changed attributes, another lifetime, a new id, a user, or the end.</summary>
internal sealed class SessionChanges(SessionNode node, StateHold hold)
{
    private SessionId? _nextId;
    private LifetimeChange? _lifetime;
    private LifetimeChange? _sentLifetime;
    private UserBinding? _binding;
    private Task _unbound = Task.CompletedTask;

    public StateHold Hold => hold;

    /// <summary>How long the session may live, or will once this is committed.</summary>
    public Lifetime Lifetime => _lifetime?.On(hold.State.Lifetime) ?? hold.State.Lifetime;

    /// <summary>Whether this node has ended the session from outside: nothing is left of it that could be removed, or that anybody could wait for.</summary>
    public bool IsRevoked => hold.Place is { IsRevoked: true };

    /// <summary>Whether the session is to end. Nothing else is wanted of it then.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>The id the session has, or will have once this is committed.</summary>
    public SessionId Id => _nextId ?? hold.Id;

    /// <summary>Whose session it is, or will be once this is committed.</summary>
    public UserKey User => _binding?.User ?? hold.State.User;

    /// <summary>Whether there is something in it that no store has heard of, nor of the session itself.</summary>
    public bool Begins => hold.Place is null && (_binding is not null || hold.State.Measure(hold.Viewer).Count > 0);

    public void Set(LifetimeChange lifetime) => _lifetime = _lifetime?.Then(lifetime) ?? lifetime;

    public void RenewId()
    {
        if (!hold.TryRenewId())
            _nextId = SessionId.New();
    }

    /// <summary>Makes it a user's session, if he may have it. Does nothing if it is his.</summary>
    public async ValueTask BindAsync(UserKey user, CancellationToken cancellationToken)
    {
        if (hold.Place is not null)
            await hold.EnterAsync(cancellationToken);
        if (User == user)
            return;
        DropBinding();
        if (hold.State.User == user)
            return;

        // What was dropped may be the very same entry.
        await _unbound;
        var binding = new UserBinding(node, user);
        await binding.EnterAsync(node.KeyOf(Id), Lifetime, cancellationToken);
        _binding = binding;
    }

    /// <summary>Makes it nobody's session.</summary>
    public void Unbind()
    {
        DropBinding();
        if (!hold.State.User.IsNone)
            _binding = new UserBinding(node, UserKey.None);
    }

    /// <summary>Stores it all. Completes at once when there is nothing to store; it does not look after the lease then.</summary>
    /// <param name="isLast">Whether the request wants nothing more after this, so that the lease may go back with it.</param>
    /// <param name="cancellationToken">Ends waits, and what was not sent.</param>
    public ValueTask CommitAsync(bool isLast, CancellationToken cancellationToken)
    {
        if (IsAbandoned)
            return EndAsync(cancellationToken);
        if (hold.Commits.IsUnsettled)
            return SettleAsync(isLast, cancellationToken);
        if (IsRevoked && OnlyRemoves)
            return default;
        var isInside = hold.TryResume() || hold.Place is null;
        if (!isInside && !IsWanted && hold.Touched.FindLateChanges().Count == 0)
            return default;
        if (!isInside || !hold.IsTrusted || hold.Touched.FindLateChanges().Count > 0)
            return CommitInsideAsync(isLast, cancellationToken);

        var differences = hold.Touched.FindDifferences();
        if (!IsNothing(differences))
            return SendAsync(differences, isLast, cancellationToken);
        if (hold.State.IsStored)
            _lifetime = null;
        return default;
    }

    /// <summary>The request is about to drop what it has not committed. What was refused, or not answered, was reported then.</summary>
    public void WarnIfDropped()
    {
        if (hold.Checks is { } checks && hold.Loss is null && !hold.Commits.IsUnsettled)
            checks.Dropping(Describe);
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
        (_lifetime, _nextId) = (null, null);
        DropBinding();
    }

    // A new session is stored with its first attribute, or for its user, whatever else is wanted of it.
    private bool IsWanted => _nextId is not null || _binding is not null || (hold.State.IsStored && Lifetime != hold.State.Lifetime);

    // What is taken from a session that has ended is gone already.
    private bool OnlyRemoves => _nextId is null && _binding is null or { User.IsNone: true } && Lifetime == hold.State.Lifetime
        && hold.Touched.FindLateChanges().Count == 0 && hold.Touched.FindDifferences().All(difference => difference is Removal);

    private IEnumerable<string> Describe()
    {
        if (IsAbandoned)
            return ["its end"];
        var isInside = hold.TryResume() || hold.Place is null;
        var names = (isInside ? hold.Touched.FindDifferences() : []).Select(difference => $"'{difference.Name}'");
        string?[] others =
        [
            _nextId is null ? null : "its new id",
            hold.State.IsStored && Lifetime != hold.State.Lifetime ? "its lifetime" : null,
            _binding is null ? null : "its user",
        ];
        return [.. names, .. hold.Touched.FindLateChanges().Select(name => $"'{name}'"), .. others.OfType<string>()];
    }

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
            ForgetIfBound();
        }

        ForgetLifetime();
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
        if (hold.Checks is { } checks)
        {
            differences = checks.Proven(differences);
            checks.Committing();
        }

        node.Limits.CheckCommit(hold, differences);
        return _binding is null ? SendThisAsync(differences, isLast, cancellationToken) : SendBoundAsync(differences, isLast, cancellationToken);
    }

    private ValueTask SendThisAsync(IReadOnlyList<Difference> differences, bool isLast, CancellationToken cancellationToken)
    {
        _sentLifetime = _lifetime;
        if (_nextId is { } next)
            return MoveAsync(next, cancellationToken);
        var commit = hold.Commits.CommitAsync(differences, Terms, isLast, cancellationToken);
        return _lifetime is null ? commit : ThenForgetLifetimeAsync(commit);
    }

    private async ValueTask ThenForgetLifetimeAsync(ValueTask commit)
    {
        await commit;
        ForgetLifetime();
    }

    // Once it is stored it is done with: what others set later stands.
    private void ForgetLifetime() => (_lifetime, _sentLifetime) = (_lifetime?.Without(_sentLifetime), null);

    private async ValueTask SendBoundAsync(IReadOnlyList<Difference> differences, bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            await SendThisAsync(differences, isLast, cancellationToken);
        }
        finally
        {
            ForgetIfBound();
        }
    }

    // Not by whose the session is: another request may have said otherwise since.
    private void ForgetIfBound()
    {
        if (_binding is { IsStored: true })
            _binding = null;
    }

    private void DropBinding()
    {
        if (_binding is not { } binding)
            return;
        _binding = null;
        _unbound = binding.DropAsync(hold, hold.Commits.IsUnsettled).AsTask();
        node.Leases.Background.Add(new ValueTask(_unbound));
    }

    private async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        var (user, key) = (hold.State.User, hold.State.Key);
        DropBinding();
        await hold.Commits.EndAsync(cancellationToken);
        if (!user.IsNone)
            await node.Admission.LeaveAsync(user, key);
    }

    private SessionTerms Terms => new(_lifetime, _binding);

    private async ValueTask MoveAsync(SessionId next, CancellationToken cancellationToken)
    {
        try
        {
            await hold.Commits.MoveAsync(next, Terms, cancellationToken);
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
        ForgetLifetime();
    }
}
