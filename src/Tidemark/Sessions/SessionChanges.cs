using Tidemark.Stores;

namespace Tidemark;

/// <summary>What one request wants of its session beyond the last commit: changed attributes, another lifetime, a new id, a user, or the end.</summary>
internal sealed class SessionChanges(SessionNode node, StateHold hold, string purpose)
{
    private SessionId? _nextId;
    private Lifetime? _nextLifetime;
    private UserBinding? _binding;
    private Task _unbound = Task.CompletedTask;

    public Lifetime Lifetime
    {
        get => _nextLifetime ?? hold.State.Lifetime;
        set => _nextLifetime = value;
    }

    public bool IsAbandoned { get; set; }

    /// <summary>Whether anything was asked of the session since the last commit but to read it.</summary>
    public bool MayBeMore { get; set; }

    /// <summary>The id the session has, or will have once this is committed.</summary>
    public SessionId Id => _nextId ?? hold.Id;

    /// <summary>Whose session it is, or will be once this is committed.</summary>
    public UserKey User => IsAbandoned ? UserKey.None : _binding?.User ?? hold.State.User;

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
        var binding = new UserBinding(node, user, purpose);
        await binding.EnterAsync(node.KeyOf(Id), Lifetime, cancellationToken);
        _binding = binding;
    }

    /// <summary>Makes it nobody's session.</summary>
    public void Unbind()
    {
        DropBinding();
        if (!hold.State.User.IsNone)
            _binding = new UserBinding(node, UserKey.None, purpose);
    }

    /// <summary>Stores it all. Completes at once when there is nothing to store; it does not look after the lease then.</summary>
    /// <param name="isLast">Whether the request wants nothing more after this, so that the lease may go back with it.</param>
    /// <param name="cancellationToken">Ends waits, and what was not sent.</param>
    public ValueTask CommitAsync(bool isLast, CancellationToken cancellationToken)
    {
        MayBeMore = false;
        if (hold.Commits.IsUnsettled)
            return SettleAsync(isLast, cancellationToken);
        if (IsAbandoned)
            return EndAsync(cancellationToken);
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
        MayBeMore = false;
        hold.Commits.Discard();
    }

    /// <summary>The request is over, and what it did not commit is not wanted.</summary>
    public void Drop()
    {
        hold.TryResume();
        hold.Touched.Discard();
        _nextLifetime = null;
        _nextId = null;
        DropBinding();
    }

    // A new session is stored with its first attribute, or for its user, whatever else is wanted of it.
    private bool IsWanted => _nextId is not null || _binding is not null || (hold.State.IsStored && Lifetime != hold.State.Lifetime);

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

        await FinishBindingAsync();
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
        var isListed = _binding is not null || (_nextId is not null && !hold.State.User.IsNone);
        return isListed ? SendListedAsync(differences, isLast, cancellationToken) : SendThisAsync(differences, isLast, cancellationToken);
    }

    private ValueTask SendThisAsync(IReadOnlyList<Difference> differences, bool isLast, CancellationToken cancellationToken) => _nextId is { } next
        ? MoveAsync(next, cancellationToken)
        : hold.Commits.CommitAsync(differences, Terms, isLast, cancellationToken);

    // First the list of its user: whoever counts must not miss it.
    private async ValueTask SendListedAsync(IReadOnlyList<Difference> differences, bool isLast, CancellationToken cancellationToken)
    {
        var (state, next) = (hold.State, node.KeyOf(Id));
        try
        {
            _binding ??= new UserBinding(node, state.User, purpose);
            await _binding.PrepareAsync(state, next, Lifetime, cancellationToken);
        }
        catch (SessionUnavailableException unavailable)
        {
            throw CommitFaults.NotEntered(unavailable);
        }

        await SendThisAsync(differences, isLast, cancellationToken);
        await FinishBindingAsync();
    }

    private async ValueTask FinishBindingAsync()
    {
        if (_binding is not { } binding || hold.Commits.IsUnsettled || !binding.IsStored(hold.State))
            return;
        _binding = null;
        await binding.FinishAsync();
    }

    private void DropBinding()
    {
        if (_binding is not { } binding)
            return;
        _binding = null;
        _unbound = binding.DropAsync(hold.Commits.IsUnsettled).AsTask();
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

    private SessionTerms Terms => new(Lifetime, _binding?.User);

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
        _nextLifetime = null;
    }
}
