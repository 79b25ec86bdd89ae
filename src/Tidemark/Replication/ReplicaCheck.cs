using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>
/// Compares a replica with its primary, session by session and value by value, while both are in use. A session that is found to differ is looked at again
/// a few times, since it may be on its way.
/// </summary>
/// <remarks>Safe for all threads.</remarks>
public sealed class ReplicaCheck
{
    /// <summary>How many differences are told one by one.</summary>
    public const int MostTold = 1000;

    private const int MostLooks = 5;

    private readonly IPrimaryStore _primary;
    private readonly IPrimaryStore _replica;
    private readonly ReplicationOptions _options;
    private readonly TimeProvider _time;
    private readonly SchemaCopies _schemas;
    private readonly Redaction _redaction;

    /// <summary>Makes a check of two stores.</summary>
    /// <param name="primary">The primary.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="options">
    /// Those of the <see cref="Replicator"/>: what it withholds, or the replica says that it is without, is no difference. Null for the defaults.
    /// </param>
    /// <param name="time">For the pauses before another look; null for the system's.</param>
    /// <exception cref="ArgumentException">A store cannot be compared.</exception>
    public ReplicaCheck(IPrimaryStore primary, IPrimaryStore replica, ReplicationOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(primary);
        ArgumentNullException.ThrowIfNull(replica);
        if (primary.Copies is null || replica.Copies is null)
            throw new ArgumentException("This store cannot be compared with another one.", primary.Copies is null ? nameof(primary) : nameof(replica));
        (_primary, _replica, _options, _time) = (primary, replica, options ?? new ReplicationOptions(), time ?? TimeProvider.System);
        _options.Check();
        _schemas = new SchemaCopies(primary, replica);
        _redaction = new Redaction(_schemas, NullLogger.Instance);
    }

    /// <summary>
    /// Whether only versions are compared, each once, and no values: then what is on its way counts as different. Default: false.
    /// </summary>
    public bool IsQuick { get; init; }

    /// <summary>Compares all sessions.</summary>
    /// <param name="repairs">Whether what differs is made the same in the replica.</param>
    /// <param name="progress">Told how many were compared so far; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreException">A store could not be reached.</exception>
    /// <exception cref="ReplicaRefusedException">It was to repair, and the store is no replica of this primary.</exception>
    public async Task<ReplicaCheckResult> RunAsync(bool repairs, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var copier = repairs ? await CopierAsync(cancellationToken) : null;
        var withholding = _options.Rules.Withholding.With((await _replica.Copies!.ReadStandingAsync(cancellationToken)).Withheld);
        copier?.Policy = new CopyPolicy(withholding, HasOlderCopies: true);
        var planner = new CopyPlanner(_options.Rules, withholding, _schemas, _redaction) { Trusts = false };
        var (tally, seen) = (new CheckTally(progress), new HashSet<RecordKey>());
        foreach (var store in new[] { _primary, _replica })
        {
            await foreach (var page in store.WalkAsync(cancellationToken))
            {
                await AtOnce.ForEachAsync(
                    page.Where(key => key.Kind == RecordKind.Session && seen.Add(key)),
                    _options.Parallelism,
                    key => CheckAsync(key.Session, planner, copier, tally, cancellationToken));
            }
        }

        return tally.Result();
    }

    private async ValueTask<SessionCopier> CopierAsync(CancellationToken cancellationToken)
    {
        var (from, to) = (await _primary.Copies!.ReadStandingAsync(cancellationToken), await _replica.Copies!.ReadStandingAsync(cancellationToken));
        return from.Role != StoreRole.Replica && to.Role == StoreRole.Replica && from.Epoch == to.Epoch
            ? new SessionCopier(_primary, _replica, to.Epoch, _options, NullLogger.Instance)
            : throw new ReplicaRefusedException(to);
    }

    private async ValueTask CheckAsync(StateKey key, CopyPlanner planner, SessionCopier? copier, CheckTally tally, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            var (isThere, difference) = await CompareAsync(key, planner, cancellationToken);
            if (difference is null || IsQuick || look == MostLooks)
            {
                if (isThere)
                    tally.Add(difference);
                if (difference is not null && copier is not null)
                    tally.Repaired((await copier.CopyAsync(key, null, cancellationToken)).Bytes > 0);
                return;
            }

            await Task.Delay(_options.PollInterval * look, _time, cancellationToken);
        }
    }

    private async ValueTask<(bool IsThere, ReplicaDifference? Difference)> CompareAsync(StateKey key, CopyPlanner planner, CancellationToken cancellationToken)
    {
        StateVersion? newer = IsQuick ? null : StateVersion.None;
        var there = await _primary.Copies!.ReadImageAsync(key, newer, cancellationToken);
        var here = await _replica.Copies!.ReadImageAsync(key, newer, cancellationToken);
        if (there.Record is null || here.Record is null)
        {
            var isThere = there.Record is not null || here.Record is not null;
            return (isThere, isThere ? Difference(key, there, here, []) : null);
        }

        if (IsQuick)
            return (true, HistoryPoint.Of(there.Record) == HistoryPoint.Of(here.Record) ? null : Difference(key, there, here, []));
        foreach (var attribute in there.Changed)
            await _schemas.CopyAsync(attribute.Base?.Bytes ?? default, cancellationToken);
        var plan = planner.Plan(key, default, KnownCopy.Of(here), there, isWhole: true);
        return (true, plan.Copy is null ? null : Difference(key, there, here, plan.Changes));
    }

    private static ReplicaDifference Difference(StateKey key, SessionImage there, SessionImage here, IReadOnlyList<ReplicatedChange> changes) =>
        new(key.ToString(), there.Record?.Version ?? StateVersion.None, here.Record?.Version ?? StateVersion.None, changes);
}
