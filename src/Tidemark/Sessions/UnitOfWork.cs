using System.Runtime.CompilerServices;
using Tidemark.Diagnostics;

namespace Tidemark;

/// <summary>
/// All that one request does with its session, from the first access to the last commit. A request that abandons its session goes on with a new one:
/// the old one ends, and then the new one is stored, if there is anything in it.
/// </summary>
internal sealed class UnitOfWork
{
    private readonly SessionNode _node;
    private readonly SessionAccess _access;

    // How its session is found when it is used; null if it was found before.
    private readonly FirstUse? _firstUse;
    private readonly ISessionClaim? _claim;

    // Null until it is used.
    private SessionChanges? _changes;

    // The session that was abandoned, until the store has ended it.
    private SessionChanges? _ending;
    private bool _hasEnded;

    // How it was closed; null while it is open.
    private string? _closed;

    // Null until a commit is not acknowledged.
    private UnacknowledgedWatch? _watch;
    private CommitFailure _failure;

    // Whoever said that a session must not begin has said what is dropped.
    private bool _isBarred;

    public UnitOfWork(SessionNode node, SessionAccess access, StateHold hold) => (_node, _access, _changes) = (node, access, new SessionChanges(node, hold));

    public UnitOfWork(SessionNode node, SessionAccess access, ISessionClaim claim) =>
        (_node, _access, _claim, _firstUse) = (node, access, claim, new FirstUse(node, access, claim));

    /// <summary>What is wanted of the session. The first time it is found, for which the thread may have to be blocked: <see cref="OpenAsync"/> comes before.</summary>
    public SessionChanges Changes => _changes ?? Adopt(_firstUse!.Open());

    /// <summary>Whether the session was used.</summary>
    public bool IsOpen => _changes is not null;

    public StateHold Hold => Changes.Hold;

    public bool IsClosed => _closed is not null;

    public bool IsDisposed { get; private set; }

    public bool IsAbandoned => _ending is not null || _hasEnded;

    /// <summary>Whether anything was asked of the session since the last commit but to read it.</summary>
    public bool MayHaveChanged { get; private set; }

    /// <summary>Called before the session is looked at, changed or committed; null for nothing.</summary>
    public Action? BeforeUse { get; set; }

    /// <summary>Called before anything is put into a session that no store has; null for nothing.</summary>
    public Action? BeforeBegin { get; set; }

    /// <summary>Hands over, before each commit, what others keep for the session until then; null for nothing.</summary>
    public Func<CancellationToken, ValueTask>? BeforeCommit { get; set; }

    /// <summary>Asked before anything of a new session goes to the store; false if it must not begin. Null for yes.</summary>
    public Func<bool>? MayBegin { get; set; }

    private bool IsLost => _changes?.Hold.Loss is not null;

    private bool IsWritable => _access.Writes();

    // As long as the store may take to answer.
    private TimeSpan Patience => _node.Leases.Limits.StoreCall;

    public void EnsureReadable()
    {
        BeforeUse?.Invoke();
        _watch?.Postpone();
        if (_access == SessionAccess.None)
            throw SessionFaults.NoAccess();
        if (Hold.Loss is not null)
            throw SessionFaults.Lost();
        Hold.EnsureCurrent();
    }

    public void EnsureWritable(CancellationToken cancellationToken)
    {
        BeforeUse?.Invoke();
        _watch?.End();
        cancellationToken.ThrowIfCancellationRequested();
        if (_closed is not null || IsLost || !IsWritable)
            throw SessionFaults.NotWritable(_access, IsLost, _closed);
        MayHaveChanged = true;
    }

    /// <summary>Has the session, or a new one if there is none, without blocking the thread.</summary>
    /// <exception cref="SessionLockTimeoutException">Somebody had the session for too long, or too many wait for it.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (_changes is not null)
            return;
        Adopt(await _firstUse!.OpenAsync(cancellationToken));

        // What it was opened for may be too late by now.
        if (_closed is not null)
            throw SessionFaults.NotWritable(_access, false, _closed);
    }

    public void EnsureMayBegin()
    {
        // Whoever signs out must be out: what is set after that, too late, is reported at the end.
        if (!Hold.State.IsStored && !IsAbandoned)
            BeforeBegin?.Invoke();
    }

    /// <summary>Whether the session is a new one that must not begin.</summary>
    public bool IsBarred() => MayBegin is { } mayBegin && Hold.Place is null && (_isBarred = !mayBegin());

    public void Abandon()
    {
        _watch?.End();

        // To end a session, nobody needs to know what is in it: a lost lease is no obstacle.
        if (_closed is not null || !IsWritable)
            throw SessionFaults.NotWritable(_access, false, _closed);
        MayHaveChanged = true;
        Changes.Drop();
        if (_ending is null)
        {
            _ending = Changes;
            _ending.IsAbandoned = true;
        }

        _changes = new SessionChanges(_node, _node.NewHold(_access, Hold.Purpose));
    }

    /// <summary>Everything is as it was at the last commit; only an end that was sent, and may have been applied, cannot be taken back.</summary>
    public void Discard()
    {
        _watch?.End();
        MayHaveChanged = false;
        if (_changes is null)
            return;
        if (_ending is { Hold.Commits.MayHaveEnded: false })
        {
            Changes.Drop();
            (_changes, _ending) = (_ending, null);
        }

        Changes.Discard();
    }

    public ValueTask CommitAsync(Afterwards afterwards, CancellationToken cancellationToken)
    {
        BeforeUse?.Invoke();
        _watch?.End();
        cancellationToken.ThrowIfCancellationRequested();
        var commit = SendAsync(afterwards, cancellationToken);
        return commit.IsCompletedSuccessfully ? commit : WatchedAsync(commit);
    }

    /// <summary>The request is over, and what it did not commit is dropped. Does not fail.</summary>
    public async ValueTask DisposeAsync()
    {
        _watch?.End();
        if (_closed is not null)
            return;
        _ending?.WarnIfDropped();
        if (!_isBarred)
            _changes?.WarnIfDropped();
        _changes?.Drop();
        IsDisposed = true;
        await CloseAsync("was disposed");
    }

    private ValueTask SendAsync(Afterwards afterwards, CancellationToken cancellationToken)
    {
        MayHaveChanged = false;
        if (_changes is null)
            return _closed is null && afterwards == Afterwards.Close ? CloseAsync("was completed") : default;
        if (_ending is not null && _closed is null)
            return EndAndCommitAsync(_ending, afterwards, cancellationToken);
        if (Hold.Loss is { } loss)
            throw SessionFaults.CommitAfterLoss(loss);
        if (_closed is not null)
            return ValueTask.CompletedTask;
        if (!IsWritable)
            return afterwards == Afterwards.Close ? CloseAsync("was completed") : ValueTask.CompletedTask;

        return BeforeCommit?.Invoke(cancellationToken) is { IsCompletedSuccessfully: false } before
            ? CommitAfterAsync(before, afterwards, cancellationToken)
            : CommitThisAsync(afterwards, cancellationToken);
    }

    private SessionChanges Adopt(StateHold hold)
    {
        if (_changes is { } before)
            return before;
        var changes = _changes = new SessionChanges(_node, hold);
        _claim!.Opened(hold.KnownId);
        return changes;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WatchedAsync(ValueTask commit)
    {
        try
        {
            await commit;
        }
        catch (SessionCommitException failed) when (_closed is null && (Hold.Commits.IsUnsettled || _ending?.Hold.Commits.IsUnsettled == true))
        {
            _failure = failed.Failure;
            _watch ??= new UnacknowledgedWatch(Patience, _node.Time, GiveUp, GiveBackAsync);
            _watch.Begin();
            throw;
        }
    }

    private void GiveUp()
    {
        var forgotten = SessionFaults.Forgotten(Patience, _failure);
        _node.Log.UnacknowledgedForgotten(Hold.State.Key, Hold.Purpose, Patience);
        Hold.Lose(forgotten);
        _ending?.Hold.Lose(forgotten);
    }

    private async ValueTask GiveBackAsync()
    {
        Changes.Drop();
        await CloseAsync("was given back");
    }

    private async ValueTask CommitAfterAsync(ValueTask before, Afterwards afterwards, CancellationToken cancellationToken)
    {
        await before;
        await CommitThisAsync(afterwards, cancellationToken);
    }

    private ValueTask CommitThisAsync(Afterwards afterwards, CancellationToken cancellationToken)
    {
        // What was handed over is in this commit.
        MayHaveChanged = false;
        if (MayBegin is not null && Changes.Begins && IsBarred())
        {
            // What was set can be looked at until the request ends.
            if (afterwards != Afterwards.Close)
                return default;
            Changes.Drop();
            return CloseAsync("was completed");
        }

        var commit = Changes.CommitAsync(isLast: afterwards != Afterwards.GoOn, cancellationToken);
        return afterwards == Afterwards.GoOn ? commit : ThenAsync(commit, afterwards);
    }

    // In this order: whoever signs out must be out, whatever becomes of what he does then.
    private async ValueTask EndAndCommitAsync(SessionChanges ending, Afterwards afterwards, CancellationToken cancellationToken)
    {
        await ending.CommitAsync(isLast: true, cancellationToken);
        (_ending, _hasEnded) = (null, true);
        await ending.Hold.CloseAsync();
        await SendAsync(afterwards, cancellationToken);
    }

    private async ValueTask ThenAsync(ValueTask commit, Afterwards afterwards)
    {
        await commit;
        if (afterwards == Afterwards.Close)
            await CloseAsync("was completed");
        else if (afterwards == Afterwards.StandBy)
            Hold.StandBy();
        else
            Hold.Leave();
    }

    private ValueTask CloseAsync(string how)
    {
        _closed = how;
        if (_changes is not null)
            return _ending is null ? Hold.CloseAsync() : CloseBothAsync(_ending);

        // Whoever looks at it from now on has a copy, and holds up nobody.
        if (_firstUse!.UnderWay is { } late)
            _node.Leases.Background.Add(CloseLateAsync(late));
        _firstUse.Access = SessionAccess.Peek;
        return default;
    }

    private static async ValueTask CloseLateAsync(Task<StateHold> late)
    {
        try
        {
            await (await late).CloseAsync();
        }
        catch (Exception)
        {
            // Whoever asked for it was told.
        }
    }

    private async ValueTask CloseBothAsync(SessionChanges ending)
    {
        await ending.Hold.CloseAsync();
        await Hold.CloseAsync();
    }
}
