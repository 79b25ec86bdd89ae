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

    All = LateAcquire | LateCreation | RepeatedMove,
}
