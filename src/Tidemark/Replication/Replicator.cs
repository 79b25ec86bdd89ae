using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>
/// Keeps another instance of the primary state up to date: follows the primary's feed of changes, compares what changed with what the replica has, and sends
/// the differences. Of several replicators of the same two stores one works on each share of the feed, and the others stand by.
/// </summary>
/// <remarks>Safe for all threads. It owns neither store.</remarks>
public sealed class Replicator
{
    private const int MostShares = 16;
    private const int LooksPerTakeOver = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly IPrimaryStore _primary;
    private readonly IPrimaryStore _replica;
    private readonly ReplicationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly NodeId _follower = NodeId.New();
    private volatile Attached? _attached;
    private readonly ReplicationTrouble _trouble;

    /// <summary>Makes one that does nothing yet.</summary>
    /// <param name="primary">The primary, with a feed of changes.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="options">How it works; null for the defaults. Not to be changed any more.</param>
    /// <param name="time">For pauses and the lag; null for the system's.</param>
    /// <param name="log">Gets what happens; null for nobody.</param>
    /// <exception cref="ArgumentException">A store cannot be what it is to be.</exception>
    public Replicator(IPrimaryStore primary, IPrimaryStore replica, ReplicationOptions? options = null, TimeProvider? time = null, ILogger? log = null)
    {
        ArgumentNullException.ThrowIfNull(primary);
        ArgumentNullException.ThrowIfNull(replica);
        if (primary.Changes is null || primary.Copies is null)
            throw new ArgumentException("This store cannot be replicated: it has no feed of changes.", nameof(primary));
        if (replica.Copies is null)
            throw new ArgumentException("This store cannot be a replica.", nameof(replica));
        (_primary, _replica, _options, _time) = (primary, replica, options ?? new ReplicationOptions(), time ?? TimeProvider.System);
        _log = log ?? NullLogger.Instance;
        _trouble = new ReplicationTrouble(_log);
        _options.Check();
    }

    /// <summary>How it is.</summary>
    public ReplicationStatus Status
    {
        get
        {
            var attached = _attached;
            var tally = attached?.Work.Tally ?? new ReplicationTally();
            var oldest = attached?.Shares.Select(share => share.Oldest).Where(mark => mark > ChangeMark.None).DefaultIfEmpty().Min() ?? ChangeMark.None;
            var lag = oldest == ChangeMark.None ? TimeSpan.Zero : _time.GetUtcNow() - oldest.Time;
            return new ReplicationStatus(
                attached?.Epoch ?? 0,
                attached?.Shares.Count(share => share.IsOn) ?? 0,
                attached?.Shares.Count ?? 0,
                lag > TimeSpan.Zero ? lag : TimeSpan.Zero,
                attached?.Shares.Sum(share => share.Waiting) ?? 0,
                attached?.Work.Failed.Count ?? 0,
                tally.Records,
                tally.Bytes,
                tally.WholeBytes,
                tally.Gaps,
                tally.Unreadable,
                _trouble.Message);
        }
    }

    /// <summary>Works until it is cancelled. Stores that cannot be reached are waited for.</summary>
    /// <exception cref="ReplicaRefusedException">A store is something else than it has to be, such as a replica that was promoted.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var attached = await TryUntilDoneAsync(AttachAsync, cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> running = [LookAfterAsync(attached, ended.Token), .. attached.Shares.Select(share => FollowAsync(share, ended.Token))];
        try
        {
            await await Task.WhenAny(running);
        }
        finally
        {
            ended.Cancel();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await LeaveAsync(attached);
        }
    }

    /// <summary>Copies what has changed until now, and what changes meanwhile, until nothing is left; then the replica has what the primary has.</summary>
    /// <exception cref="StoreException">A store could not be reached, or a record not be copied.</exception>
    /// <exception cref="ReplicaRefusedException">As for <see cref="RunAsync"/>.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var attached = await AttachAsync(cancellationToken);
        await Task.WhenAll(attached.Shares.Select(share => share.DrainAsync(cancellationToken)));
        await attached.Work.RetryAsync(cancellationToken);
        await attached.Rules.GoThroughAsync(isNow: true, cancellationToken);
    }

    /// <summary>Copies what has changed until now, and little of what changes meanwhile: under load it ends, unlike <see cref="DrainAsync"/>.</summary>
    internal async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var attached = await AttachAsync(cancellationToken);
        await Task.WhenAll(attached.Shares.Select(share => share.CatchUpAsync(cancellationToken)));
        await attached.Rules.GoThroughAsync(isNow: true, cancellationToken);
    }

    private async ValueTask<Attached> AttachAsync(CancellationToken cancellationToken)
    {
        if (_attached is { } there)
            return there;
        var standing = await ReplicaAttachment.AttachAsync(_primary, _replica, _options, cancellationToken);
        var epoch = standing.Epoch;
        await _primary.Changes!.BeginAsync(cancellationToken);
        _trouble.Clear();
        var look = new FeedLook(_primary.Changes, _options.PollInterval, _time);
        var shares = Math.Min(_primary.Changes.Partitions, MostShares);
        var copier = new SessionCopier(_primary, _replica, epoch, _options, _log);
        var work = new CopyWork(copier, _replica, Math.Max(_options.Parallelism / shares, 1), _log);
        var rules = new SharedRules(_replica.Copies!, _options, copier, work, _time, _log);
        await rules.LearnAsync(standing, cancellationToken);
        _log.Attached(epoch);
        return _attached = new Attached(epoch, work, rules, [.. Enumerable.Range(0, shares).Select(number => new ShareFollower(
            new FollowedShare(number, shares, [.. PartitionsOf(number, shares)], epoch, _follower),
            _primary, look, _replica.Copies!, work, _options, _time, _trouble, _log))]);
    }

    private IEnumerable<int> PartitionsOf(int share, int shares) =>
        Enumerable.Range(0, _primary.Changes!.Partitions).Where(partition => partition % shares == share);

    private Task<bool> FollowAsync(ShareFollower share, CancellationToken cancellationToken) => TryUntilDoneAsync(
        async token =>
        {
            await share.RunAsync(token);
            return true;
        },
        cancellationToken);

    // What failed is tried again; and where nothing changes, nobody else would notice that the stores have changed places.
    private async Task LookAfterAsync(Attached attached, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(_options.TakeOver / LooksPerTakeOver, _time, cancellationToken);
            await TryUntilDoneAsync(
                async token =>
                {
                    await attached.Rules.LearnAsync(await ReplicaAttachment.CheckAsync(_primary, _replica, attached.Epoch, token), token);
                    await attached.Work.RetryAsync(token);
                    if (attached.Shares[0].IsOn)
                        await attached.Rules.GoThroughAsync(isNow: false, token);
                    return true;
                },
                cancellationToken);
        }
    }

    private async Task<T> TryUntilDoneAsync<T>(Func<CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        for (var pause = _options.PollInterval; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await attempt(cancellationToken);
            }
            catch (StoreException away)
            {
                _trouble.Set(away);
                _attached?.Work.Forget();
                await Task.Delay(pause, _time, cancellationToken);
            }
        }
    }

    private async Task LeaveAsync(Attached attached)
    {
        try
        {
            await Task.WhenAll(attached.Shares.Select(share => share.LeaveAsync()));
        }
        catch (StoreException)
        {
            // Whoever stands by takes over when the time is up.
        }
    }

    private sealed record Attached(long Epoch, CopyWork Work, SharedRules Rules, IReadOnlyList<ShareFollower> Shares);
}
