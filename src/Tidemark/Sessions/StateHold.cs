using Tidemark.Leases;
using Tidemark.Leases.Attributes;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// One request's hold on one session: its turn on this node, the attributes it has, the lease it works under. A request that stands by may
/// lose its turn to whoever asks; when it wants more, it comes in again.
/// </summary>
/// <remarks>In two files: what the request has and sees here, and how it comes in.</remarks>
internal sealed partial class StateHold : ITurnOwner
{
    private readonly SessionNode _node;
    private volatile HoldPhase _phase;
    private LockOwner? _owner;
    private SessionId? _id;
    private StateCommits? _commits;

    // What this request saw last. When the session is over the node forgets it, but the request may look at it until its own end.
    private ClientState _seen;

    /// <summary>A hold on nothing that a store knows of: a new session, or a snapshot.</summary>
    public StateHold(SessionNode node, SessionAccess access, ClientState state, SessionId? id, string purpose)
    {
        (_node, _seen, _id, Purpose) = (node, state, id, purpose);
        IsShared = access == SessionAccess.Shared;
        Touched = new TouchedAttributes(node.Meter);
        Checks = node.WrongUse is { } found ? new UseChecks(node, found, this, purpose) : null;
    }

    /// <summary>A hold on a session whose lease this node has.</summary>
    public StateHold(SessionNode node, SessionAccess access, LocalSession place, Turn turn, SessionId id, string purpose)
        : this(node, access, place.State, id, purpose)
    {
        (Place, Turn, _phase) = (place, turn, HoldPhase.Inside);
        BaseVersion = place.State.Version;
    }

    /// <summary>Ends waits for attributes that are given no token of their own.</summary>
    public CancellationToken WhileWanted { private get; init; }

    /// <summary>Of a snapshot: how long it had left when it was taken, and when that was; null for anything else.</summary>
    public Tuple<TimeSpan, long>? LeftThen { get; init; }

    public bool IsShared { get; }

    public string Purpose { get; }

    /// <summary>Made when there is something to commit.</summary>
    public StateCommits Commits => _commits ??= new StateCommits(_node, this, Purpose);

    /// <summary>Whether there are commits that the store has not answered.</summary>
    public bool IsUnsettled => _commits is { IsUnsettled: true };

    /// <summary>Whether the end of the session was sent and not answered.</summary>
    public bool MayHaveEnded => _commits is { MayHaveEnded: true };

    public TouchedAttributes Touched { get; }

    /// <summary>Null unless wrong use is looked for.</summary>
    public UseChecks? Checks { get; }

    /// <summary>The session on this node; null while it is only this request's.</summary>
    public LocalSession? Place { get; private set; }

    public Turn? Turn { get; private set; }

    public ClientState State => Place is { } place && !IsOver && _phase is HoldPhase.Inside or HoldPhase.StandingBy ? place.State : _seen;

    /// <summary>Whether others may have the session by now, on this node or on another one.</summary>
    public bool IsApart => Place is not null && (_phase == HoldPhase.Outside || (_phase == HoldPhase.StandingBy && !IsTrusted));

    /// <summary>The version that this request started from, or made; null if it starts anew from whatever the store has.</summary>
    public StateVersion? BaseVersion { get; set; }

    /// <summary>Whose changes this request sees besides the store's: its own, while it has them.</summary>
    public object? Viewer => _phase is HoldPhase.Inside || Place is null ? Touched : null;

    /// <summary>Why nothing here counts any more: the store refused a commit. Null while it counts.</summary>
    public SessionCommitException? Loss { get; set; }

    /// <summary>The id; made when somebody asks.</summary>
    public SessionId Id => _id ??= SessionId.New();

    /// <summary>The id, unless nobody has needed one so far.</summary>
    public SessionId? KnownId => _id;

    /// <summary>Whether the lease counts that this request works under, or none is needed.</summary>
    public bool IsTrusted => Place is not { } place || Turn is not { Lease: { } lease } || place.IsTrusted(lease);

    /// <summary>Whether the session has ended, or goes on under another id, since this request came in.</summary>
    public bool IsOver => Turn is { Lease.End: LeaseEnd.Over or LeaseEnd.EndedHere };

    /// <summary>Takes another id, if no store has heard of this one.</summary>
    public bool TryRenewId()
    {
        if (Place is not null || IsUnsettled)
            return false;
        _id = null;
        return true;
    }

    /// <summary>The id was not used, and shall not be.</summary>
    public void ForgetId() => _id = Place is null ? null : _id;

    /// <summary>Has the session, and an attribute of it for this request alone. Completes at once if nobody is in the way.</summary>
    /// <exception cref="SessionException">It is not to be had now, or never again.</exception>
    public ValueTask TakeAsync(string name, CancellationToken cancellationToken)
    {
        if (Place is not { } place)
            return default;
        var isQuick = _phase == HoldPhase.Inside && place.IsTrusted(Turn!.Lease!) && (!IsShared || place.Locks.TryTake(Owner, name));
        return isQuick ? default : TakeSlowlyAsync([name], cancellationToken);
    }

    /// <summary>The same for several attributes: all or none, and without the danger of a deadlock with others who do so too.</summary>
    public ValueTask TakeAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        Place is null ? default : TakeSlowlyAsync(names, cancellationToken);

    /// <summary>Is inside, under a lease that counts, with late changes taken up again.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        if (Loss is { } loss)
            throw SessionFaults.CommitAfterLoss(loss);
        TryResume();
        if (_phase == HoldPhase.Outside)
            await ComeInAsync(cancellationToken);
        else if (!IsUnsettled)
            await GoOnAsync(cancellationToken);
    }

    /// <summary>Whether the request is inside, after it stood by.</summary>
    public bool TryResume()
    {
        // Yield may have come first, and then has said so.
        if (_phase == HoldPhase.StandingBy && Place!.TryResume(Turn!))
            _phase = HoldPhase.Inside;
        return _phase == HoldPhase.Inside;
    }

    /// <summary>Everything is committed: others may come in whenever they want, but as long as nobody does, nothing changes.</summary>
    public void StandBy()
    {
        if (_phase != HoldPhase.Inside)
            return;
        _phase = HoldPhase.StandingBy;
        Place!.StandBy(Turn!, this);
    }

    void ITurnOwner.Yield()
    {
        (_seen, _phase) = (State, HoldPhase.Outside);
        Touched.Detach();
        ReleaseLocks();
    }

    /// <summary>Gives back the attributes and the turn. Does not fail.</summary>
    public void Leave()
    {
        if (!TryResume())
            return;
        (_seen, _phase) = (State, HoldPhase.Outside);
        Touched.Forget();
        ReleaseLocks();
        var turn = Turn!;
        Turn = null;
        Place!.Leave(turn);
    }

    /// <summary>What was not committed is not wanted.</summary>
    public void DiscardCommits() => _commits?.Discard();

    /// <summary>Ends the hold. What the store has not answered is cleared away later. Does not fail.</summary>
    public async ValueTask CloseAsync()
    {
        Checks?.Close();
        if (TryResume() || Place is null)
            Touched.Forget();
        if (_commits is not null)
            await _commits.CloseAsync();
        var takenBack = _phase == HoldPhase.Outside ? Place?.TakeBack(Touched.Detached) : null;
        Checks?.Left(takenBack ?? []);
        Leave();
        _phase = HoldPhase.Closed;
    }

    /// <summary>The state is another session's from now on, whose turn this request has.</summary>
    public void MoveTo(LocalSession place, Turn turn, SessionId? id)
    {
        ReleaseLocks();
        (Place, Turn, _id, _owner, _phase, _seen) = (place, turn, id ?? _id, null, HoldPhase.Inside, place.State);
        foreach (var name in IsShared ? Touched.Names : [])
            place.Locks.TryTake(Owner, name);
    }

    /// <summary>The turn has gone elsewhere, with what is left to do for the session.</summary>
    public void LoseTurn()
    {
        ReleaseLocks();
        (_seen, Turn, _phase) = (State, null, HoldPhase.Closed);
    }

    /// <summary>What is cached is another node's business by now, or was ended from outside: it must not be shown as this request's.</summary>
    public void EnsureCurrent()
    {
        if (IsApart && !TryLookAgain(out _))
            throw CommitFaults.Refused(FenceReason.SessionGone);
        if (_phase == HoldPhase.Inside && Turn?.Lease is { End: LeaseEnd.Lost or LeaseEnd.Over } lease)
            throw CommitFaults.RefusedUnder(lease);
    }

    /// <summary>Sees what others have committed since; false if the session has ended.</summary>
    /// <param name="left">How long it lasts if nobody uses it.</param>
    public bool TryLookAgain(out TimeSpan left)
    {
        left = TimeSpan.Zero;

        // Who was inside when this node ended it, or gave it a new id, may look at what there was.
        if (Turn is { Lease.End: LeaseEnd.EndedHere })
            return true;
        if (new SnapshotReading(_node).Look(Place!.Key) is not var (state, lasts))
            return false;
        (_seen, left) = (state, lasts);
        return true;
    }

    /// <summary>Gives back what a commit was refused for, or not answered: the next access comes in anew.</summary>
    public void StartOver()
    {
        Leave();
        Loss = null;
    }

    public SessionCommitException Lose(SessionCommitException refused) => Loss = refused;

    private LockOwner Owner => _owner ??= new LockOwner(Purpose);

    private void ReleaseLocks()
    {
        if (_owner is not null)
            Place!.Locks.ReleaseAll(_owner);
    }
}
