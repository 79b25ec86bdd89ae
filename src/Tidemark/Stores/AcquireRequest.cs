namespace Tidemark.Stores;

/// <summary>Asks for the lease of a session.</summary>
/// <param name="Key">The session.</param>
/// <param name="Node">Who asks. It must have called <see cref="IPrimaryStore.BeatAsync"/>.</param>
/// <param name="Known">The version the node has; the answer holds only what is newer.</param>
/// <param name="Purpose">What for, such as a route; shown to those who wait for the lease.</param>
public sealed record AcquireRequest(StateKey Key, NodeId Node, StateVersion Known, string Purpose)
{
    /// <summary>
    /// The lease under which the node learnt <see cref="Known"/>; <see cref="LeaseToken.None"/> for nobody's. A store that may forget what it has acknowledged,
    /// as at a fail-over, takes <see cref="Known"/> for nothing unless it remembers this lease and that it came so far: the same version may have been made
    /// anew since, by others. Other stores pass over it. Default: none.
    /// </summary>
    public LeaseToken KnownUnder { get; init; }
}
