namespace Tidemark.Simulation;

/// <summary>A bug that a run is given, to see that the checkers find it. Each alters what the store does, or what a node sends it.</summary>
internal enum PlantedBug
{
    None,

    /// <summary>The store accepts a commit whatever its token, as long as it starts from the current version.</summary>
    SkipTokenCheck,

    /// <summary>The store grants the same token again and again.</summary>
    ReuseToken,

    /// <summary>The store forgets a node that waits when the lease comes free, and never lets it in.</summary>
    LoseWaiter,

    /// <summary>The store does not know a commit that is sent again, and applies it again.</summary>
    ForgetCommitIds,

    /// <summary>The store does not know a commit that is sent again, once the session has ended.</summary>
    ForgetTombstones,

    /// <summary>The store acknowledges some commits before it has them, and then does not get them.</summary>
    AcknowledgeTooEarly,

    /// <summary>The store says that it ended a session and keeps it.</summary>
    KeepEnded,

    /// <summary>The store writes what was decided on a record although that has changed meanwhile.</summary>
    IgnoreTag,

    /// <summary>The store applies what was decided twice, the second time after another change.</summary>
    ApplyTwice,

    /// <summary>The node gives readers what it was answered the time before.</summary>
    ReadStale,

    /// <summary>The node gives the lease back first and commits under it afterwards.</summary>
    CommitAfterRelease,

    /// <summary>The node counts on its lease on life for as long as the store does, with no margin for clocks.</summary>
    ForgetHeartbeatMargin,

    /// <summary>The node takes one session's answer for another's.</summary>
    MixAnswers,

    /// <summary>The node sends what has not changed, too.</summary>
    SendUnchanged,

    /// <summary>The node passes over the newest patch of each attribute that it is granted.</summary>
    LosePatch,

    /// <summary>The store gives a change its mark, and for a moment hides it from whoever reads the feed past that.</summary>
    MarkTooEarly,

    /// <summary>The store does not tell the feed of what went.</summary>
    ForgetGone,

    /// <summary>A replica grants leases.</summary>
    GrantInReplica,

    /// <summary>A replica takes a copy that was made on another version than it has.</summary>
    CopyOnAnyVersion,

    /// <summary>A store takes a copy of an epoch that is past.</summary>
    CopyInAnyEpoch,

    /// <summary>The replicator takes a refusal for success, and goes on after the gap.</summary>
    MindNoGap,

    /// <summary>The replicator saves how far it is before it has copied that.</summary>
    SaveTooSoon,

    /// <summary>The node takes what it knows of a session from one store for what the other one has at that version.</summary>
    TrustLostHistory,

    /// <summary>Whoever changes over does not wait for the nodes to leave.</summary>
    LeaveNobodyTime,
}
