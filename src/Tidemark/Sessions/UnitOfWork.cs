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

    // Null for a session that was found before.
    private readonly IUnitOwner? _owner;

    // The search for the session, once it took a while.
    private Task<StateHold>? _opening;

    // Null until it is used.
    private SessionChanges? _changes;

    // The session that was abandoned, until the store has ended it.
    private SessionChanges? _ending;
    private bool _hasEnded;

    // How it was closed; null while it is open.
    private string? _closed;

    // Null until a commit is not acknowledged.
    private UnacknowledgedWatch? _watch;

    // Whoever said that a session must not begin has said what is dropped.
    private bool _isBarred;

    public UnitOfWork(SessionNode node, SessionAccess access, StateHold hold) => (_node, _access, _changes) = (node, access, new SessionChanges(node, hold));

    public UnitOfWork(SessionNode node, SessionAccess access, IUnitOwner owner) =>
        (_node, _access, _owner) = (node, access, owner);

    /// <summary>What is wanted of the session. It is found if it was not used before, for which the thread may be blocked.</summary>
    public SessionChanges Changes => _changes ?? Adopt(FirstUse.Find(_owner!, () => FindAsync(FirstUse.Unending)));

    /// <summary>Whether the session was used.</summary>
    public bool IsOpen => _changes is not null;

    public StateHold Hold => Changes.Hold;

    public bool IsClosed => _closed is not null;

    public bool IsDisposed { get; private set; }

    public bool IsAbandoned => _ending is not null || _hasEnded;

    /// <summary>Whether anything was asked of the session since the last commit but to read it.</summary>
    public bool MayHaveChanged { get; private set; }

    private bool IsLost => _changes?.Hold.Loss is not null;

    private bool IsWritable => _access.Writes();

    // As long as the store may take to answer.
    private TimeSpan Patience => _node.Leases.Limits.StoreCall;

    /// <summary>The session is about to be looked at.</summary>
    public void NoteUse() => _owner?.BeforeUse();

    public void EnsureReadable()
    {
        NoteUse();
        _watch?.Postpone();
        if (_access == SessionAccess.None)
            throw SessionFaults.NoAccess();
        if (Hold.Loss is not null)
            throw SessionFaults.Lost();
        Hold.EnsureCurrent();
    }

    public void EnsureWritable(CancellationToken cancellationToken)
    {
        NoteUse();
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
        if (_changes is null)
            Adopt(await FindAsync(cancellationToken));
    }

    public void EnsureMayBegin()
    {
        // Whoever signs out must be out: what is set after that, too late, is reported at the end.
        if (!Hold.State.IsStored && !IsAbandoned)
            _owner?.BeforeBegin();
    }

    /// <summary>Whether the session is a new one that must not begin.</summary>
    public bool IsBarred() => _owner is not null && Hold.Place is null && (_isBarred = !_owner.MayBegin());

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
        if (_ending is { Hold.MayHaveEnded: false })
        {
            Changes.Drop();
            (_changes, _ending) = (_ending, null);
        }

        Changes.Discard();
    }

    public ValueTask CommitAsync(Afterwards afterwards, CancellationToken cancellationToken)
    {
        NoteUse();
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

        return _owner?.BeforeCommitAsync(cancellationToken) is { IsCompletedSuccessfully: false } before
            ? CommitAfterAsync(before, afterwards, cancellationToken)
            : CommitThisAsync(afterwards, cancellationToken);
    }

    // Whoever looks when it is over has a copy, and holds up nobody.
    private ValueTask<StateHold> FindAsync(CancellationToken cancellationToken)
    {
        if (_opening is { IsFaulted: false, IsCanceled: false } underWay)
            return new ValueTask<StateHold>(underWay.WaitAsync(cancellationToken));
        var opening = FirstUse.FindAsync(_node, _closed is null ? _access : SessionAccess.Peek, _owner!, cancellationToken);
        return opening.IsCompletedSuccessfully ? opening : new ValueTask<StateHold>(_opening = opening.AsTask());
    }

    private SessionChanges Adopt(StateHold hold)
    {
        if (_changes is { } before)
            return before;
        var changes = _changes = new SessionChanges(_node, hold);

        // Once it is over, nobody can set anything any more, nor be told.
        if (_closed is null)
            _owner!.Opened(hold.KnownId);
        return changes;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WatchedAsync(ValueTask commit)
    {
        try
        {
            await commit;
        }
        catch (SessionCommitException failed) when (_closed is null && (Hold.IsUnsettled || _ending?.Hold.IsUnsettled == true))
        {
            _watch ??= new UnacknowledgedWatch(Patience, _node.Time, GiveUp, GiveBackAsync);
            _watch.Begin(failed.Failure);
            throw;
        }
    }

    private void GiveUp()
    {
        var forgotten = SessionFaults.Forgotten(Patience, _watch!.Failure);
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
        if (Changes.Begins && IsBarred())
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

        if (_opening is { } late)
            _node.Leases.Background.Add(FirstUse.CloseAsync(late));
        return default;
    }

    private async ValueTask CloseBothAsync(SessionChanges ending)
    {
        await ending.Hold.CloseAsync();
        await Hold.CloseAsync();
    }
}
