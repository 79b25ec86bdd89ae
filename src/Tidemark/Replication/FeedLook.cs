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
    private Task<FeedFindings>? _last;
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
    public Task<FeedFindings> FindChangedAsync(bool isNow, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (isNow || _last is null || _last.IsCompleted && (!_last.IsCompletedSuccessfully || time.GetElapsedTime(_asked) >= interval / 2))
            {
                _asked = time.GetTimestamp();
                _last = AskAsync([.. _read], _asked, cancellationToken);
            }

            return _last;
        }
    }

    private async Task<FeedFindings> AskAsync(ChangeMark[] read, long asked, CancellationToken cancellationToken) =>
        new(await feed.FindChangedAsync(read, cancellationToken), asked);
}

/// <summary>Where something changed.</summary>
/// <param name="Partitions">The partitions in which there is something to read.</param>
/// <param name="Asked">Before when it changed, as a timestamp: what changed later is not known of.</param>
internal readonly record struct FeedFindings(IReadOnlyList<int> Partitions, long Asked);
