namespace Tidemark.Stores;

/// <summary>Asks to follow a share of the primary's feed.</summary>
/// <param name="Share">Which share: the partitions of this number, modulo the number of shares.</param>
/// <param name="Shares">How many shares there are.</param>
/// <param name="Epoch">In which epoch. How far somebody came in an earlier one does not count: its primary was another.</param>
/// <param name="Follower">Who asks.</param>
/// <param name="For">For how long; zero to leave.</param>
/// <param name="Reached">For each partition of the share, up to where the follower has copied all; <see cref="ChangeMark.None"/> if it has only come.</param>
public sealed record FollowRequest(int Share, int Shares, long Epoch, NodeId Follower, TimeSpan For, IReadOnlyList<ChangeMark> Reached)
{
    /// <summary>
    /// When the replica had all that the primary had, as far as the share goes, by the replica's clock as <see cref="Following.Now"/> told it: rather too early
    /// than too late. Null if the follower has not seen that yet. Default: null.
    /// </summary>
    public DateTimeOffset? Level { get; init; }
}

/// <summary>Who follows a share.</summary>
/// <param name="Follower">Who does; the default value for nobody.</param>
/// <param name="Reached">For each partition of the share, up to where all is copied.</param>
/// <param name="Remaining">For how long nobody else may follow.</param>
/// <param name="Shares">How many shares there are; 0 if nobody has ever followed.</param>
/// <param name="Level">How long ago the replica was last known to have all that the primary had, as far as the share goes; null if that was never so.</param>
public sealed record Following(NodeId Follower, IReadOnlyList<ChangeMark> Reached, TimeSpan Remaining, int Shares, TimeSpan? Level)
{
    /// <summary>When this was so, by the replica's clock.</summary>
    public DateTimeOffset Now { get; init; }
}
