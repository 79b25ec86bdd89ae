namespace Tidemark.Stores;

/// <summary>Asks to follow a share of the primary's feed.</summary>
/// <param name="Share">Which share: the partitions of this number, modulo the number of shares.</param>
/// <param name="Epoch">In which epoch. How far somebody came in an earlier one does not count: its primary was another.</param>
/// <param name="Follower">Who asks.</param>
/// <param name="For">For how long; zero to leave.</param>
/// <param name="Reached">For each partition of the share, up to where the follower has copied all; <see cref="ChangeMark.None"/> if it has only come.</param>
public sealed record FollowRequest(int Share, long Epoch, NodeId Follower, TimeSpan For, IReadOnlyList<ChangeMark> Reached);

/// <summary>Who follows a share.</summary>
/// <param name="Follower">Who does; the default value for nobody.</param>
/// <param name="Reached">For each partition of the share, up to where all is copied.</param>
/// <param name="Remaining">For how long nobody else may follow.</param>
public readonly record struct Following(NodeId Follower, IReadOnlyList<ChangeMark> Reached, TimeSpan Remaining);
