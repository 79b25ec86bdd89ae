using Tidemark.Stores;

namespace Tidemark;

/// <summary>What one request wants of its session beyond the last commit: changed attributes, another lifetime, a new id, a user, or the end.</summary>
internal sealed class SessionChanges(SessionNode node, StateHold hold)
{
    // Most requests want nothing but attributes.
    private Wishes? _wishes;

    public StateHold Hold => hold;

    /// <summary>How long the session may live, or will once this is committed.</summary>
    public Lifetime Lifetime => _wishes?.Lifetime?.On(hold.State.Lifetime) ?? hold.State.Lifetime;

    /// <summary>Whether this node has ended the session from outside: nothing is left of it that could be removed, or that anybody could wait for.</summary>
    public bool IsRevoked => hold.Place is { IsRevoked: true };

    /// <summary>Whether the session is to end. Nothing else is wanted of it then.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>The id the session has, or will have once this is committed.</summary>
    public SessionId Id => _wishes?.NextId ?? hold.Id;

    /// <summary>Whose session it is, or will be once this is committed.</summary>
    public UserKey User => _wishes?.Binding?.User ?? hold.State.User;

    /// <summary>Whether there is something in it that no store has heard of, nor of the session itself.</summary>
    public bool Begins => hold.Place is null && (_wishes?.Binding is not null || hold.State.Measure(hold.Viewer).Count > 0);

    public void Set(LifetimeChange lifetime) => Wish.Lifetime = _wishes?.Lifetime?.Then(lifetime) ?? lifetime;

    public void RenewId()
    {
        if (!hold.TryRenewId())
            Wish.NextId = SessionId.New();
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
        await Wish.Unbound;
        var binding = new UserBinding(node, user);
        await binding.EnterAsync(node.KeyOf(Id), Lifetime, cancellationToken);
        Wish.Binding = binding;
    }

    /// <summary>Makes it nobody's session.</summary>
    public void Unbind()
    {
        DropBinding();
        if (!hold.State.User.IsNone)
            Wish.Binding = new UserBinding(node, UserKey.None);
    }

    /// <summary>Stores it all. Completes at once when there is nothing to store; it does not look after the lease then.</summary>
    /// <param name="isLast">Whether the request wants nothing more after this, so that the lease may go back with it.</param>
    /// <param name="cancellationToken">Ends waits, and what was not sent.</param>
    public ValueTask CommitAsync(bool isLast, CancellationToken cancellationToken)
    {
        if (IsAbandoned)
            return EndAsync(cancellationToken);
        if (hold.IsUnsettled)
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
        if (hold.State.IsStored && _wishes is not null)
            _wishes.Lifetime = null;
        return default;
    }

    /// <summary>The request is about to drop what it has not committed. What was refused, or not answered, was reported then.</summary>
    public void WarnIfDropped()
    {
        if (hold.Checks is { } checks && hold.Loss is null && !hold.IsUnsettled)
            checks.Dropping(Describe);
    }

    /// <summary>The session is as it was at the last commit.</summary>
    public void Discard()
    {
        Drop();
        IsAbandoned = false;
        hold.DiscardCommits();
    }

    /// <summary>The request is over, and what it did not commit is not wanted.</summary>
    public void Drop()
    {
        hold.TryResume();
        hold.Touched.Discard();
        if (_wishes is null)
            return;
        (_wishes.Lifetime, _wishes.NextId) = (null, null);
        DropBinding();
    }

    // A new session is stored with its first attribute, or for its user, whatever else is wanted of it.
    private bool IsWanted => _wishes?.NextId is not null || _wishes?.Binding is not null || (hold.State.IsStored && Lifetime != hold.State.Lifetime);

    // What is taken from a session that has ended is gone already.
    private bool OnlyRemoves => _wishes?.NextId is null && _wishes?.Binding is null or { User.IsNone: true } && Lifetime == hold.State.Lifetime
        && hold.Touched.FindLateChanges().Count == 0 && hold.Touched.FindDifferences().All(difference => difference is Removal);

    private IEnumerable<string> Describe()
    {
        if (IsAbandoned)
            return ["its end"];
        var isInside = hold.TryResume() || hold.Place is null;
        var names = (isInside ? hold.Touched.FindDifferences() : []).Select(difference => $"'{difference.Name}'");
        string?[] others =
        [
            _wishes?.NextId is null ? null : "its new id",
            hold.State.IsStored && Lifetime != hold.State.Lifetime ? "its lifetime" : null,
            _wishes?.Binding is null ? null : "its user",
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
        return _wishes?.Binding is null ? SendThisAsync(differences, isLast, cancellationToken) : SendBoundAsync(differences, isLast, cancellationToken);
    }

    private ValueTask SendThisAsync(IReadOnlyList<Difference> differences, bool isLast, CancellationToken cancellationToken)
    {
        if (_wishes is not null)
            _wishes.SentLifetime = _wishes.Lifetime;
        if (_wishes?.NextId is { } next)
            return MoveAsync(next, cancellationToken);
        var commit = hold.Commits.CommitAsync(differences, Terms, isLast, cancellationToken);
        return _wishes?.Lifetime is null ? commit : ThenForgetLifetimeAsync(commit);
    }

    private async ValueTask ThenForgetLifetimeAsync(ValueTask commit)
    {
        await commit;
        ForgetLifetime();
    }

    // Once it is stored it is done with: what others set later stands.
    private void ForgetLifetime()
    {
        if (_wishes is not null)
            (_wishes.Lifetime, _wishes.SentLifetime) = (_wishes.Lifetime?.Without(_wishes.SentLifetime), null);
    }

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
        if (_wishes is { Binding.IsStored: true })
            _wishes.Binding = null;
    }

    private void DropBinding()
    {
        if (_wishes is not { Binding: { } binding })
            return;
        _wishes.Binding = null;
        _wishes.Unbound = binding.DropAsync(hold, hold.IsUnsettled).AsTask();
        node.Leases.Background.Add(new ValueTask(_wishes.Unbound));
    }

    private async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        var (user, key) = (hold.State.User, hold.State.Key);
        DropBinding();
        await hold.Commits.EndAsync(cancellationToken);
        if (!user.IsNone)
            await node.Admission.LeaveAsync(user, key);
    }

    private Wishes Wish => _wishes ??= new Wishes();

    private SessionTerms Terms => new(_wishes?.Lifetime, _wishes?.Binding);

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
        if (_wishes is null || hold.Id != _wishes.NextId)
            return;
        _wishes.NextId = null;
        ForgetLifetime();
    }

    /// <summary>What is wanted besides attributes.</summary>
    private sealed class Wishes
    {
        public SessionId? NextId { get; set; }

        public LifetimeChange? Lifetime { get; set; }

        /// <summary>What of it is on its way.</summary>
        public LifetimeChange? SentLifetime { get; set; }

        public UserBinding? Binding { get; set; }

        /// <summary>The end of a binding that was dropped.</summary>
        public Task Unbound { get; set; } = Task.CompletedTask;
    }
}
