using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>When a replica had all that its primary had.</summary>
internal static class ReplicaLevel
{
    /// <summary>How long ago that was, by the replica's clock; null if it is not known of any share.</summary>
    public static async ValueTask<TimeSpan?> OfAsync(IReplicaStore replica, CancellationToken cancellationToken)
    {
        var level = TimeSpan.Zero;
        for (var (share, shares) = (0, 1); share < shares; share++)
        {
            var following = await replica.ReadFollowingAsync(share, cancellationToken);
            if (following.Level is not { } ago)
                return null;
            shares = following.Shares;
            level = ago > level ? ago : level;
        }

        return level;
    }
}
