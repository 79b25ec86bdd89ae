using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>
/// Asks a feed for all followers of this replicator at once where something changed: a store with many partitions answers that as quickly as for one. Safe
/// for all threads.
/// </summary>
internal sealed class FeedLook(IChangeFeed feed, TimeSpan interval, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly ChangeMark[] _read = new ChangeMark[feed.Partitions];
    private Task<IReadOnlyList<int>>? _last;
    private long _asked;

    /// <summary>How far a partition was read.</summary>
    public ChangeMark this[int partition]
    {
        get
        {
            lock (_gate)
                return _read[partition];
        }

        set
        {
            lock (_gate)
                _read[partition] = value;
        }
    }

    /// <summary>The partitions in which there may be something to read: as of now, or, unless that is asked for, of a moment ago.</summary>
    public Task<IReadOnlyList<int>> FindChangedAsync(bool isNow, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (isNow || _last is null || _last.IsCompleted && (!_last.IsCompletedSuccessfully || time.GetElapsedTime(_asked) >= interval / 2))
                (_last, _asked) = (feed.FindChangedAsync([.. _read], cancellationToken).AsTask(), time.GetTimestamp());
            return _last;
        }
    }
}
