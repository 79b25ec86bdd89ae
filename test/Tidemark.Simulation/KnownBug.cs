namespace Tidemark.Simulation;

/// <summary>
/// Bugs that the simulation found in the core and that are still there. A run steers round those it is not asked to show, so that it
/// finds the next one. Whoever repairs one takes it out here: then every run goes there.
/// </summary>
[Flags]
internal enum KnownBug
{
    None = 0,

    /// <summary>A commit that creates a session, and arrives again after the session has ended, brings the ended session back.</summary>
    LateCreation = 1,

    /// <summary>
    /// A commit reaches the store twice, and the copy comes first but is not the one that is answered. If the session ends with it or in
    /// between, nothing remembers it, and the answer is that the session is gone: the core takes what was applied for refused, and after a
    /// new id it ends the new session, too, so that all of it is lost. More a limit of the contract than a bug: no store of ours sends copies.
    /// </summary>
    CopyOvertakes = 2,

    All = LateCreation | CopyOvertakes,
}
