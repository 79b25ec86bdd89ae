namespace Tidemark.Stores;

/// <summary>Asks a store to apply differences.</summary>
/// <param name="Key">The session.</param>
/// <param name="Node">Who asks.</param>
/// <param name="Token">The lease; <see cref="LeaseToken.None"/> creates the session and takes its first lease.</param>
/// <param name="Base">The version the differences were made from; <see cref="StateVersion.None"/> when creating.</param>
/// <param name="Id">Names the commit; the same when it is sent again.</param>
/// <param name="Differences">
/// What changed, at most one per attribute; patches only of attributes the session has. May be empty, to change only the lifetime or the lease.
/// Removing what is not there is a difference like any other: it makes a new version.
/// </param>
/// <param name="Lifetime">How long the session lives from now on (the absolute limit counts from its creation).</param>
/// <param name="Then">What becomes of the lease.</param>
/// <param name="Purpose">What for, as in <see cref="AcquireRequest"/>.</param>
public sealed record CommitRequest(
    StateKey Key,
    NodeId Node,
    LeaseToken Token,
    StateVersion Base,
    CommitId Id,
    IReadOnlyList<Difference> Differences,
    Lifetime Lifetime,
    AfterCommit Then,
    string Purpose)
{
    /// <summary>Whose session it is from now on; <see cref="UserKey.None"/> for nobody's. Default: none.</summary>
    public UserKey User { get; init; }

    /// <summary>
    /// Whether its end is to be told: then what is left of it when it is over is kept for <see cref="ISessionEnds.ClaimEndedAsync"/>. Once it was asked
    /// for, it stays so, but an <see cref="AfterCommit.End"/> without it is never told. Default: false.
    /// </summary>
    public bool TellsEnd { get; init; }
}

/// <summary>What becomes of the lease, in the same atomic step as the commit.</summary>
public enum AfterCommit
{
    /// <summary>The node keeps it.</summary>
    Keep,

    /// <summary>The node gives it back.</summary>
    Release,

    /// <summary>
    /// The session ends: its record, its attributes and its lease are gone, unless <see cref="CommitRequest.TellsEnd"/>. A <see cref="Tombstone"/> stays.
    /// </summary>
    End,
}
