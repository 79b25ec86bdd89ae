namespace Tidemark.Simulation;

/// <summary>
/// Bugs that the simulation found in the core and that are still there. A run steers round those it is not asked to show, so that it
/// finds the next one. Whoever repairs one takes it out here: then every run goes there.
/// </summary>
[Flags]
internal enum KnownBug
{
    None = 0,

    /// <summary>
    /// An acquire that arrives when its sender has stopped waiting, or twice, gives a live node a lease that it does not know of, and
    /// never gives back: others wait until that node opens the session again, or dies.
    /// </summary>
    LateAcquire = 1,

    /// <summary>A commit that creates a session, and arrives again after the session has ended, brings the ended session back.</summary>
    LateCreation = 2,

    /// <summary>
    /// A new id whose commit ended as unknown, and is committed again: it is moved a second time, and the client told that it was refused
    /// although the old id is dead.
    /// </summary>
    RepeatedMove = 4,

    /// <summary>
    /// A commit reaches the store twice, and the copy comes first but is not the one that is answered. If the session ends with it or in
    /// between, nothing remembers it, and the answer is that the session is gone: the core takes what was applied for refused, and after a
    /// new id it ends the new session, too, so that all of it is lost. More a limit of the contract than a bug: no store of ours sends copies.
    /// </summary>
    CopyOvertakes = 8,

    /// <summary>
    /// A session that is to end, or its old id, when the node's lease on life has run out: the client is told that the commit was refused and
    /// nothing applied, but the end is kept and sent after a later heartbeat.
    /// </summary>
    RefusedEnd = 16,

    All = LateAcquire | LateCreation | RepeatedMove | CopyOvertakes | RefusedEnd,
}
