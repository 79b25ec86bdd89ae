namespace Tidemark.Stores;

/// <summary>
/// What a store does to be another instance of the primary state, and to be copied into one. Unlike the verbs of sessions, these look at records as they are:
/// they take no lease, wait for nobody, and do not ask whether a session is over.
/// </summary>
/// <remarks>All members may be called from many threads at once, are atomic for one key, and throw as <see cref="IPrimaryStore"/> says.</remarks>
public interface IReplicaStore
{
    /// <summary>What the store is: <see cref="StoreStanding.Alone"/> if nobody has ever said.</summary>
    ValueTask<StoreStanding> ReadStandingAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes the store a primary or a replica of an epoch, for one range of its sessions after the other; a call that was broken off is taken up by the next.
    /// False if it is something already that does not give way: <see cref="StoreStanding.GivesWayTo"/> says the rule.
    /// </summary>
    /// <param name="standing">What it is to be. <see cref="StoreStanding.Since"/> is set by the store.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="IPrimaryStore"/>.</param>
    ValueTask<bool> TrySetStandingAsync(StoreStanding standing, CancellationToken cancellationToken);

    /// <summary>What there is of a session.</summary>
    /// <param name="key">The session.</param>
    /// <param name="newer">Newer than which version attributes are to be read; null for none.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="IPrimaryStore"/>.</param>
    ValueTask<SessionImage> ReadImageAsync(StateKey key, StateVersion? newer, CancellationToken cancellationToken);

    /// <summary>What there is of the list of a user's sessions, for <see cref="CopyUserAsync"/> alone; empty for none.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadUserAsync(RecordKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a copy, wholly or not at all, if the store is a replica in the copy's epoch, has what the differences were made on, and no later copy.
    /// </summary>
    ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken);

    /// <summary>As <see cref="CopyAsync"/>, for the list of a user's sessions, which is replaced.</summary>
    ValueTask<CopyOutcome> CopyUserAsync(UserCopy copy, CancellationToken cancellationToken);

    /// <summary>
    /// Has one follower of a share of the primary's feed copy into this store for a time, or for some more time, and says how far it has come. Nobody
    /// else is granted it before that time is up. Two that believe they have it harm nothing but pace: the copies of the one that is behind are refused.
    /// </summary>
    ValueTask<Following> FollowAsync(FollowRequest request, CancellationToken cancellationToken);

    /// <summary>Who follows a share, and how far it has come.</summary>
    ValueTask<Following> ReadFollowingAsync(int share, CancellationToken cancellationToken);

    /// <summary>
    /// Has a copy taken over by a store that has become the primary: from then on it counts as used when that was. Whoever uses a session does this besides;
    /// it is for those that nobody uses, which would never end. False if it is no copy.
    /// </summary>
    /// <exception cref="StoreRefusedException">The store is still a replica.</exception>
    ValueTask<bool> AdoptAsync(RecordKey key, CancellationToken cancellationToken);
}
