namespace Tidemark.Stores;

/// <summary>A part of a feed, and how the feed was when it was read.</summary>
/// <param name="State">How it was.</param>
/// <param name="Changes">The records that changed, in the order of their marks. One whose name is damaged is left out.</param>
/// <param name="Until">
/// The mark to go on from: whatever changed up to it is in this part, or came before it. There is more unless it is <see cref="FeedState.Last"/>.
/// </param>
public sealed record FeedPage(FeedState State, IReadOnlyList<MarkedRecord> Changes, ChangeMark Until)
{
    /// <summary>Checks what <see cref="IChangeFeed.ReadAsync"/> is asked for, on behalf of an engine.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="partitions">How many there are.</param>
    /// <param name="limit">The limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition, or the limit is negative.</exception>
    public static void Check(int partition, int partitions, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, partitions);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
    }

    /// <summary>Checks what <see cref="IChangeFeed.FindChangedAsync"/> is asked for, on behalf of an engine.</summary>
    /// <param name="after">The marks.</param>
    /// <param name="partitions">How many partitions there are.</param>
    /// <exception cref="ArgumentException">There are not as many marks.</exception>
    public static void Check(IReadOnlyList<ChangeMark> after, int partitions)
    {
        ArgumentNullException.ThrowIfNull(after);
        if (after.Count != partitions)
            throw new ArgumentException($"There are {partitions} partitions, and {after.Count} marks.", nameof(after));
    }
}
