using Microsoft.Extensions.Logging;

namespace Tidemark.Diagnostics;

/// <summary>What a replicator says.</summary>
internal static partial class ReplicationLog
{
    [LoggerMessage(120, LogLevel.Information, "Replicates in epoch {Epoch}")]
    public static partial void Attached(this ILogger log, long epoch);

    [LoggerMessage(121, LogLevel.Debug, "Follows share {Share} of the feed in epoch {Epoch}")]
    public static partial void FollowsShare(this ILogger log, int share, long epoch);

    [LoggerMessage(122, LogLevel.Information, "Leaves share {Share} of the feed in epoch {Epoch} to another replicator")]
    public static partial void LeavesShare(this ILogger log, int share, long epoch);

    [LoggerMessage(123, LogLevel.Warning, "Replication waits for a store, and goes on once it answers. The replica falls behind meanwhile")]
    public static partial void ReplicationWaits(this ILogger log, Exception cause);

    [LoggerMessage(124, LogLevel.Error, "{Record} could not be copied to the replica. The others are; this one is tried again")]
    public static partial void CopyFailed(this ILogger log, string record, Exception cause);

    [LoggerMessage(125, LogLevel.Information, "Replication goes on")]
    public static partial void ReplicationGoesOn(this ILogger log);

    [LoggerMessage(126, LogLevel.Error, "Replication stands still: a store is not what it has to be")]
    public static partial void ReplicationRefused(this ILogger log, Exception cause);

    [LoggerMessage(127, LogLevel.Warning, "Goes over to the primary of epoch {Epoch}. Planned: {IsPlanned}. If not, what was not yet copied is lost")]
    public static partial void GoesOver(this ILogger log, long epoch, bool isPlanned);

    [LoggerMessage(128, LogLevel.Information, "The store is closed: this node has given back all leases, and waits for the next primary")]
    public static partial void LeavesStore(this ILogger log);

    [LoggerMessage(129, LogLevel.Information, "Closes the primary of epoch {Epoch}, so that another store takes over")]
    public static partial void Closes(this ILogger log, long epoch);

    [LoggerMessage(130, LogLevel.Information, "A replica is the primary now, in epoch {Epoch}")]
    public static partial void Becomes(this ILogger log, long epoch);

    [LoggerMessage(131, LogLevel.Error, "Replication failed in a way that it should not, and begins anew. Please report this")]
    public static partial void ReplicationFailed(this ILogger log, Exception cause);

    [LoggerMessage(132, LogLevel.Warning,
        "The attribute '{Attribute}' is withheld from the replica as a whole, because {Members} cannot be taken out of it: {Why}")]
    public static partial void WithheldAsWhole(this ILogger log, string attribute, string members, string why);

    [LoggerMessage(133, LogLevel.Information, "The replica is gone through, since what it is to be without has changed: {Rules}")]
    public static partial void GoesThrough(this ILogger log, string rules);

    [LoggerMessage(134, LogLevel.Information, "The replica has been gone through: it has nothing any more that it is to be without")]
    public static partial void HasGoneThrough(this ILogger log);
}
