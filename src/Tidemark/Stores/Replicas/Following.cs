namespace Tidemark.Stores;

/// <summary>Asks to follow a partition of the primary's feed.</summary>
/// <param name="Partition">Which partition of the primary's.</param>
/// <param name="Epoch">In which epoch. How far somebody came in an earlier one does not count: its primary was another.</param>
/// <param name="Follower">Who asks.</param>
/// <param name="For">For how long; zero to leave.</param>
/// <param name="Reached">Up to where the follower has copied all; <see cref="ChangeMark.None"/> if it has only come.</param>
public sealed record FollowRequest(int Partition, long Epoch, NodeId Follower, TimeSpan For, ChangeMark Reached);

/// <summary>Who follows a partition.</summary>
/// <param name="Follower">Who does; the default value for nobody.</param>
/// <param name="Reached">Up to where all is copied.</param>
/// <param name="Remaining">For how long nobody else may follow.</param>
public readonly record struct Following(NodeId Follower, ChangeMark Reached, TimeSpan Remaining);
