using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Follows a share of the feed, while it is granted, and has what changed copied: each partition in the order of its marks.</summary>
internal sealed class ShareFollower(
    FollowedShare share, IPrimaryStore primary, FeedLook look, IReplicaStore replica, CopyWork work, ReplicationOptions options, TimeProvider time,
    ReplicationTrouble trouble, ILogger log)
{
    private const int RenewalsPerTakeOver = 3;

    private readonly IChangeFeed _feed = primary.Changes!;
    private readonly int[] _partitions = share.Partitions;

    // What has been waiting the longest, for each partition; none if nothing is known to wait.
    private readonly ChangeMark[] _oldest = new ChangeMark[share.Partitions.Length];
    private long _renewed;

    // The replica's clock when it was renewed, or before.
    private DateTimeOffset? _clock;

    // How many changes were read, and are not yet copied, for each partition.
    private readonly int[] _waiting = new int[share.Partitions.Length];

    // Of when all is copied.
    private long? _level;

    /// <summary>Whether it follows.</summary>
    public bool IsOn { get; private set; }

    /// <summary>The oldest change that is known to wait; none if there is none.</summary>
    public ChangeMark Oldest
    {
        get
        {
            lock (_oldest)
                return _oldest.Where(mark => mark > ChangeMark.None).DefaultIfEmpty().Min();
        }
    }

    /// <summary>How many changes were read and are not yet copied.</summary>
    public int Waiting
    {
        get
        {
            lock (_oldest)
                return _waiting.Sum();
        }
    }

    /// <summary>Waits until it is granted the share; then follows until it is another's.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!await TryEnterAsync(cancellationToken))
            {
                await Task.Delay(options.TakeOver / RenewalsPerTakeOver, time, cancellationToken);
                continue;
            }

            while (await TryRenewAsync(cancellationToken))
            {
                if (!await StepAsync(cancellationToken))
                    await Task.Delay(options.PollInterval, time, cancellationToken);
            }
        }
    }

    /// <summary>Copies what changed, page by page, until nothing is left. Whoever follows besides harms nothing but pace.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await TryEnterAsync(cancellationToken, isDrain: true);
        while (await StepAsync(cancellationToken, isNow: true))
        {
        }

        await TryRenewAsync(cancellationToken, isForced: true);
    }

    /// <summary>Copies what changed until now, and little of what changes meanwhile.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await TryEnterAsync(cancellationToken, isDrain: true);
        foreach (var partition in (await look.FindChangedAsync(isNow: true, cancellationToken)).Partitions)
        {
            if (Array.IndexOf(_partitions, partition) is not (var place and >= 0))
                continue;
            while (!(await StepAsync(place, cancellationToken)).IsLast)
            {
            }
        }
    }

    /// <summary>Leaves the share to others.</summary>
    public async Task LeaveAsync()
    {
        if (!IsOn)
            return;
        IsOn = false;
        await replica.FollowAsync(Request(TimeSpan.Zero), CancellationToken.None);
    }

    private async ValueTask<bool> TryEnterAsync(CancellationToken cancellationToken, bool isDrain = false)
    {
        var following = await replica.FollowAsync(Request(options.TakeOver), cancellationToken);
        IsOn = following.Follower == share.Follower;
        (_renewed, _clock) = (time.GetTimestamp(), following.Now);
        for (var place = 0; place < _partitions.Length; place++)
        {
            if (following.Reached.Count == _partitions.Length && following.Reached[place] > look[_partitions[place]])
                look[_partitions[place]] = following.Reached[place];
        }

        if (IsOn)
            log.FollowsShare(share.Number, share.Epoch);

        // Whoever was granted the share may have been broken off before it had done this, and a drain is to leave nothing.
        else if (!isDrain)
            return false;
        if (share.Number == 0 && Array.TrueForAll(_partitions, partition => look[partition] == ChangeMark.None))
            await work.ReconcileAsync(cancellationToken);
        return IsOn;
    }

    private async ValueTask<bool> TryRenewAsync(CancellationToken cancellationToken, bool isForced = false)
    {
        if (!isForced && time.GetElapsedTime(_renewed) < options.TakeOver / RenewalsPerTakeOver)
            return true;
        var following = await replica.FollowAsync(Request(options.TakeOver), cancellationToken);
        (_renewed, _clock) = (time.GetTimestamp(), following.Now);
        IsOn = following.Follower == share.Follower;
        if (IsOn)
            await KeepOnAsync(cancellationToken);
        else
            log.LeavesShare(share.Number, share.Epoch);
        return IsOn;
    }

    private FollowRequest Request(TimeSpan span) => new(
        share.Number, share.Count, share.Epoch, share.Follower, span, [.. _partitions.Select(partition => work.Failed.Reached(partition, look[partition]))])
    {
        Level = _level is { } level && work.Failed.Count == 0 ? _clock + time.GetElapsedTime(_renewed, level) : null,
    };

    // Whether anything had changed.
    private async ValueTask<bool> StepAsync(CancellationToken cancellationToken, bool isNow = false)
    {
        var found = await look.FindChangedAsync(isNow, cancellationToken);
        var (any, all) = (false, true);
        foreach (var partition in found.Partitions)
        {
            if (Array.IndexOf(_partitions, partition) is not (var place and >= 0))
                continue;
            var (moved, isLast) = await StepAsync(place, cancellationToken);
            (any, all) = (any | moved, all & isLast);
        }

        trouble.Clear();
        if (all)
            _level = found.Asked;
        return any;
    }

    // Whether anything had changed, and whether nothing is left of what had changed by then.
    private async ValueTask<(bool Any, bool IsLast)> StepAsync(int place, CancellationToken cancellationToken)
    {
        var (partition, read) = (_partitions[place], look[_partitions[place]]);
        var page = await _feed.ReadAsync(partition, read, options.PageSize, cancellationToken);
        if (page.State.Horizon > read && read > ChangeMark.None)
            await work.ReconcileAsync(cancellationToken);
        Waits(place, page.Changes);
        if (page.Changes.Count > 0)
        {
            using var span = ReplicationTrace.Copy(share.Epoch, share.Number, page.Changes.Count);
            await work.CopyAllAsync(partition, page.Changes, cancellationToken);
        }

        if (page.Until > read)
            look[partition] = page.Until;
        Waits(place, []);
        return (page.Until > read, page.Until >= page.State.Last || page.Until <= read);
    }

    // Somebody may have switched it off.
    private async ValueTask KeepOnAsync(CancellationToken cancellationToken)
    {
        if (!(await _feed.ReadAsync(_partitions[0], ChangeMark.None, 0, cancellationToken)).State.IsOn)
            await _feed.BeginAsync(cancellationToken);
    }

    private void Waits(int place, IReadOnlyList<MarkedRecord> changes)
    {
        lock (_oldest)
            (_oldest[place], _waiting[place]) = (changes.Count > 0 ? changes[0].Mark : ChangeMark.None, changes.Count);
    }
}

/// <summary>A share of the feed, and who follows it.</summary>
/// <param name="Number">Which.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Partitions">Its partitions.</param>
/// <param name="Epoch">In which epoch.</param>
/// <param name="Follower">Who.</param>
internal sealed record FollowedShare(int Number, int Count, int[] Partitions, long Epoch, NodeId Follower);
