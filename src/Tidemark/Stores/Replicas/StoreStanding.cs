namespace Tidemark.Stores;

/// <summary>
/// What a store is among the instances of the primary state: the primary, or a replica of it. The epoch rises with each change of the primary, and whoever
/// is of an older one is refused: so nothing is accepted on both sides.
/// </summary>
/// <param name="Role">What it is.</param>
/// <param name="Epoch">In which epoch; 0 for a store that never had to do with replicas.</param>
/// <param name="Since">Since when, by the store's clock.</param>
public sealed record StoreStanding(StoreRole Role, long Epoch, DateTimeOffset Since)
{
    /// <summary>That of a store of which nothing is said: the primary, and the only instance.</summary>
    public static StoreStanding Alone { get; } = new(StoreRole.Primary, 0, DateTimeOffset.UnixEpoch);

    /// <summary>What is kept from the replica, as the rules say it: attributes and members that it does not have. Default: none.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>
    /// Whether the replica may have sessions that were copied by other rules than <see cref="Withheld"/>, and are to be compared anew. Default: false.
    /// </summary>
    public bool HasOlderCopies { get; init; }

    /// <summary>
    /// Whether another standing may take the place of this one. Within an epoch a primary may close and open again; all else takes a higher one.
    /// </summary>
    public bool GivesWayTo(StoreStanding next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next.Epoch > Epoch || (next.Epoch == Epoch && (next.Role == Role || (next.Role != StoreRole.Replica && Role != StoreRole.Replica)));
    }
}

/// <summary>What a store is among the instances of the primary state.</summary>
public enum StoreRole : byte
{
    /// <summary>Nodes use it.</summary>
    Primary,

    /// <summary>It is the primary still, but takes no new sessions: another one is about to be the primary.</summary>
    Closed,

    /// <summary>It takes only what is copied from the primary.</summary>
    Replica,
}
