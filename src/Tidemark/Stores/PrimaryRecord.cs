namespace Tidemark.Stores;

/// <summary>
/// What a store keeps of one session beside its attributes, as a value, and the rules of the contract as pure functions over it.
/// A store that reads, decides and writes in one atomic step needs no rules of its own.
/// </summary>
/// <param name="Version">The version of the session.</param>
/// <param name="Created">When it was created, by the store's clock.</param>
/// <param name="Lifetime">How long it lives.</param>
/// <param name="LastUse">When it was last acquired, committed, touched or given back.</param>
/// <param name="Token">The token of the last lease; kept when nobody holds it, so that the counter goes on.</param>
/// <param name="Hold">Who holds the lease; null when it is free.</param>
/// <param name="Queue">Who waits for it.</param>
/// <param name="Commits">The last commits, oldest first, at most <see cref="RememberedCommits"/>.</param>
public sealed record PrimaryRecord(
    StateVersion Version,
    DateTimeOffset Created,
    Lifetime Lifetime,
    DateTimeOffset LastUse,
    LeaseToken Token,
    LeaseHold? Hold,
    LeaseQueue Queue,
    RecentCommits Commits)
{
    /// <summary>How many commits a session remembers, to know one that is sent again.</summary>
    public const int RememberedCommits = 8;

    /// <summary>Whose session it is; <see cref="UserKey.None"/> for nobody's.</summary>
    public UserKey User { get; init; }

    /// <summary>Whether its end is to be told.</summary>
    public bool TellsEnd { get; init; }

    /// <summary>That it was ended; null if it was not, though it may have expired.</summary>
    public EndMark? Ended { get; init; }

    /// <summary>Until when its end is a node's to tell.</summary>
    public DateTimeOffset ClaimedUntil { get; init; }

    /// <summary>The leases before this one, of a store that may forget.</summary>
    public PastLeases PastLeases { get; init; } = PastLeases.None;

    /// <summary>What it has of its attributes.</summary>
    public AttributeChains Chains { get; init; } = AttributeChains.Empty;

    /// <summary>When a store looks at it again.</summary>
    public DateTimeOffset Due { get; init; }

    /// <summary>Of what it is a copy, in a replica, and after that until somebody uses it; null if it is none.</summary>
    public CopyStamp? Copy { get; init; }

    /// <summary>When the session ends, however busy it is.</summary>
    public DateTimeOffset AbsoluteEnd => Later(Created, Lifetime.Absolute);

    /// <summary>When the session ends if nobody uses it; never after <see cref="AbsoluteEnd"/>.</summary>
    public DateTimeOffset IdleEnd
    {
        get
        {
            var (idle, absolute) = (Later(LastUse, Lifetime.Idle), AbsoluteEnd);
            return idle < absolute ? idle : absolute;
        }
    }

    /// <summary>
    /// Whether the session is over. Being held by a live node is use, so then only the absolute limit ends it; but not if that node was dead
    /// when the idle time was up and beats again: a session that is over stays so.
    /// </summary>
    /// <param name="now">The store's clock.</param>
    /// <param name="holder">The life of the node that holds the lease; null if nobody does, or a node that is forgotten.</param>
    public bool IsOver(DateTimeOffset now, NodeLife? holder) => Ended is not null || now >= (IsKept(now, holder) ? AbsoluteEnd : IdleEnd);

    /// <summary>When it is over if nothing changes before.</summary>
    public DateTimeOffset OverAt(DateTimeOffset now, NodeLife? holder) => IsKept(now, holder) ? AbsoluteEnd : IdleEnd;

    /// <summary>What is to be remembered of it when the record goes; null if it was not ended.</summary>
    public Tombstone? Tombstone => Ended is { } mark ? new Tombstone(Later(mark.At, Tombstone.Kept), Commits) : null;

    /// <summary>Whether it was ended, and nobody needs more of it than its <see cref="Tombstone"/>.</summary>
    public bool IsWorthless => Ended is not null && Hold is null && !TellsEnd;

    /// <summary>
    /// Whether a sweep may remove it: it is over, and neither is its end still to be told, nor has a live node still to hear that it was ended.
    /// </summary>
    public bool IsRemovable(DateTimeOffset now, NodeLife? holder)
    {
        if (!IsOver(now, holder))
            return false;
        if (TellsEnd)
            return now >= Later(EndAt(now, holder).At, ISessionEnds.Untold);
        return Ended is null || Hold is null || holder is not { } life || !life.IsOn(now);
    }

    /// <summary>Whether its end is to be told, and no other node is about to.</summary>
    /// <param name="now">The store's clock.</param>
    /// <param name="holder">As for <see cref="IsOver"/>.</param>
    public bool IsClaimable(DateTimeOffset now, NodeLife? holder) => TellsEnd && now >= ClaimedUntil && IsOver(now, holder);

    /// <summary>Why and when a session ended that is over: it was idle long before its absolute end unless a live node kept it until then.</summary>
    /// <param name="now">The store's clock.</param>
    /// <param name="holder">As for <see cref="IsOver"/>.</param>
    public EndMark EndAt(DateTimeOffset now, NodeLife? holder) => Ended ?? (IsKept(now, holder) || IdleEnd == AbsoluteEnd
        ? new EndMark(EndReason.Absolute, AbsoluteEnd)
        : new EndMark(EndReason.Idle, IdleEnd));

    /// <summary>What is left of it once its end was told; null if nothing but its <see cref="Tombstone"/>.</summary>
    /// <param name="now">The store's clock.</param>
    /// <param name="holder">As for <see cref="IsOver"/>.</param>
    public PrimaryRecord? Forget(DateTimeOffset now, NodeLife? holder) =>
        Ended is not null && Hold is not null && holder is { } life && life.IsOn(now) ? this with { TellsEnd = false } : null;

    /// <summary>How long until the session ends if nobody uses it; zero when it only lives because it is held.</summary>
    public TimeSpan Remaining(DateTimeOffset now) => now < IdleEnd ? IdleEnd - now : TimeSpan.Zero;

    /// <summary>How long ago the session was created. Zero if the clock was set back.</summary>
    public TimeSpan Age(DateTimeOffset now) => now > Created ? now - Created : TimeSpan.Zero;

    /// <summary>The version a difference can start from: <paramref name="known"/>, or nothing if this history never had it.</summary>
    public StateVersion Since(StateVersion known) => known > Version ? StateVersion.None : known;

    /// <summary>
    /// The version that a node knows, or nothing if it cannot be told to be of this history: see <see cref="Stores.PastLeases"/>.
    /// </summary>
    /// <param name="known">The version.</param>
    /// <param name="under">The lease under which the node learnt it; <see cref="LeaseToken.None"/> for nobody's.</param>
    public StateVersion Reached(StateVersion known, LeaseToken under)
    {
        if (under.IsNone || under.Lease == Token.Lease)
            return known;
        return PastLeases.Find(under.Lease) is { } at && known <= at ? known : StateVersion.None;
    }

    /// <summary>This record, which remembers the lease of the one before it.</summary>
    public PrimaryRecord Remember(PrimaryRecord before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return this with { PastLeases = before.PastLeases.Add(before.Token, before.Version) };
    }

    /// <summary>The record after its lease was granted to <paramref name="node"/>, with a fresh token.</summary>
    public PrimaryRecord Grant(NodeId node, string purpose, DateTimeOffset now) =>
        this with { Token = Token.Next(), Hold = new LeaseHold(node, now, purpose), Queue = Queue.Leave(node, now), LastUse = now };

    /// <summary>
    /// The record after <paramref name="token"/> was given back, and kept for the next in the queue; this very record if that is not the lease
    /// that is held.
    /// </summary>
    /// <param name="token">The lease.</param>
    /// <param name="unused">How long ago the session was last used under it.</param>
    /// <param name="now">The store's clock.</param>
    public PrimaryRecord Release(LeaseToken token, TimeSpan unused, DateTimeOffset now) =>
        Hold is not null && token == Token ? Touch(unused, now) with { Hold = null, Queue = Queue.Offer(now) } : this;

    /// <summary>The record after a use that was <paramref name="ago"/>. A later use stays the last one.</summary>
    public PrimaryRecord Touch(TimeSpan ago, DateTimeOffset now)
    {
        var use = ago <= TimeSpan.Zero ? now : ago < now - DateTimeOffset.MinValue ? now - ago : DateTimeOffset.MinValue;
        return use > LastUse ? this with { LastUse = use } : this;
    }

    /// <summary>
    /// What a beat of <paramref name="node"/> is told of this session: a recall if the node holds its lease and another one waits, or if the session
    /// was ended; else null.
    /// </summary>
    /// <param name="key">The session, which has not expired.</param>
    /// <param name="node">Who beats, and is alive.</param>
    /// <param name="now">The store's clock.</param>
    public StoreSignal.Recall? Pending(StateKey key, NodeId node, DateTimeOffset now) =>
        Hold?.Node == node && (Ended is not null || Queue.HasOthers(node, now)) ? new StoreSignal.Recall(key, Token) : null;

    /// <summary>The record as an answer, with its attributes sorted into changed and unchanged ones.</summary>
    public PrimaryState ToState(DateTimeOffset now, IReadOnlyList<StoredAttribute> changed, IReadOnlyList<string> unchanged) =>
        new(Version, Created, Age(now), Lifetime, Remaining(now), changed, unchanged) { User = User };

    // Whether a live node keeps it beyond its idle end.
    private bool IsKept(DateTimeOffset now, NodeLife? holder) =>
        Hold is not null && holder is { } life && life.IsOn(now) && life.Since < IdleEnd;

    /// <summary><paramref name="time"/> plus <paramref name="span"/>, at most the end of time.</summary>
    public static DateTimeOffset Later(DateTimeOffset time, TimeSpan span) =>
        span >= DateTimeOffset.MaxValue - time ? DateTimeOffset.MaxValue : time + span;
}

/// <summary>A lease that is held.</summary>
/// <param name="Node">By whom.</param>
/// <param name="Since">Since when, by the store's clock.</param>
/// <param name="Purpose">What for, in the holder's words.</param>
public sealed record LeaseHold(NodeId Node, DateTimeOffset Since, string Purpose)
{
    /// <summary>For how long. Zero if the clock was set back.</summary>
    public TimeSpan Age(DateTimeOffset now) => now > Since ? now - Since : TimeSpan.Zero;
}

/// <summary>An applied commit, kept to answer it again.</summary>
/// <param name="Id">Which commit.</param>
/// <param name="Token">The token it answered.</param>
/// <param name="Version">The version it answered.</param>
public readonly record struct RecentCommit(CommitId Id, LeaseToken Token, StateVersion Version)
{
    /// <summary>The answer, the first time or once more.</summary>
    public CommitOutcome Answer(bool othersWait) => new CommitOutcome.Committed(Token, Version, othersWait && !Token.IsNone);
}
