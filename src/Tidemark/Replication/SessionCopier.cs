using Microsoft.Extensions.Logging;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Brings one session of a replica up to date at a time, or many at once, each once at a time.</summary>
internal sealed class SessionCopier
{
    // Each time somebody else has copied it meanwhile, or the primary has forgotten.
    private const int MostAttempts = 16;

    private readonly IReplicaStore _primary;
    private readonly IReplicaStore _replica;
    private readonly long _epoch;
    private readonly ReplicationOptions _options;
    private readonly SchemaCopies _schemas;
    private readonly KnownCopies _known;
    private readonly Redaction _redaction;
    private volatile CopyPolicy _policy;

    public SessionCopier(IPrimaryStore primary, IPrimaryStore replica, long epoch, ReplicationOptions options, ILogger log)
    {
        (_primary, _replica, _epoch, _options) = (primary.Copies!, replica.Copies!, epoch, options);
        (_schemas, _known) = (new SchemaCopies(primary, replica), new KnownCopies(options.MemoryBytes));
        _redaction = new Redaction(_schemas, log);
        _policy = new CopyPolicy(options.Rules.Withholding, HasOlderCopies: false);
    }

    /// <summary>What the replica is to be without. With another one, nothing that was known of the replica is trusted any more.</summary>
    public CopyPolicy Policy
    {
        get => _policy;
        set
        {
            _policy = value;
            _known.Clear();
        }
    }

    /// <summary>Copies a session as it is now.</summary>
    /// <param name="key">The session.</param>
    /// <param name="mark">
    /// Its last change, as far as is known: the copy is of that, or of a later one. Null if nobody told of one: then it is the next after the replica's.
    /// </param>
    /// <param name="cancellationToken">Ends it before the next call.</param>
    /// <exception cref="ReplicaRefusedException">The replica is none of this epoch any more.</exception>
    public async ValueTask<CopyResult> CopyAsync(StateKey key, ChangeMark? mark, CancellationToken cancellationToken)
    {
        var policy = _policy;
        var planner = new CopyPlanner(_options.Rules, policy.Withholding, _schemas, _redaction) { Trusts = !policy.HasOlderCopies };
        var (has, gaps) = (_known.Take(key), 0);
        if (policy.HasOlderCopies)
            has = null;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var isKnown = has is not null;
            has ??= KnownCopy.Of(await _replica.ReadImageAsync(key, null, cancellationToken));
            var stamp = new CopyStamp(_epoch, mark ?? After(has));
            var plan = await PlanAsync(key, stamp, has, isKnown, planner, cancellationToken);
            if (plan.Copy is not { } copy)
            {
                _known.Set(key, plan.Then);
                return new CopyResult(0, gaps, plan.Unreadable, 0);
            }

            await PublishAsync(copy, cancellationToken);
            switch (await _replica.CopyAsync(copy, cancellationToken))
            {
                case CopyOutcome.Copied:
                    Remember(key, plan);
                    foreach (var change in _options.Observer is null ? [] : plan.Changes)
                        _options.Observer!(change);
                    return new CopyResult(copy.Size, gaps, plan.Unreadable, WholeSize(plan.Then));
                case CopyOutcome.Gap { Has: { Copy: { } other } newer } when other.IsAfter(stamp):
                    // Somebody has copied what came later. What that was is read when it is needed.
                    return new CopyResult(0, gaps + 1, 0, 0);
                case CopyOutcome.Gap { Has: var found }:
                    (has, gaps) = (KnownCopy.Of(found), gaps + 1);
                    break;
                case CopyOutcome.Refused { Standing: var standing }:
                    throw new ReplicaRefusedException(standing);
            }
        }

        throw new StoreRefusedException(
            $"A session could not be copied: what the replica has became another {MostAttempts} times meanwhile. It is copied with its next change.");
    }

    /// <summary>Copies the list of a user as it is now.</summary>
    /// <exception cref="ReplicaRefusedException">The replica is none of this epoch any more.</exception>
    public async ValueTask<CopyResult> CopyUserAsync(RecordKey key, ChangeMark? mark, CancellationToken cancellationToken)
    {
        // One that is older than the replica's is refused there, and comes with its own mark.
        var list = await _primary.ReadUserAsync(key, cancellationToken);
        var copy = new UserCopy(key, new CopyStamp(_epoch, mark ?? ChangeMark.None), list);
        return await _replica.CopyUserAsync(copy, cancellationToken) is CopyOutcome.Refused { Standing: var standing }
            ? throw new ReplicaRefusedException(standing)
            : new CopyResult(list.Length, 0, 0, list.Length);
    }

    /// <summary>Nothing is taken for known any more: the replica may have lost what it had.</summary>
    public void Forget()
    {
        _known.Clear();
        _schemas.Forget();
    }

    private async ValueTask<CopyPlan> PlanAsync(
        StateKey key, CopyStamp stamp, KnownCopy has, bool isKnown, CopyPlanner planner, CancellationToken cancellationToken)
    {
        var isWhole = false;
        var newer = isKnown && has.IsWhole ? has.Record?.Version ?? StateVersion.None : StateVersion.None;
        while (true)
        {
            var original = await _primary.ReadImageAsync(key, newer, cancellationToken);
            if (original.Record is null)
                return CopyPlanner.Gone(key, stamp, has, original);
            foreach (var changed in original.Changed)
                await _schemas.CopyAsync(changed.Base?.Bytes ?? default, cancellationToken);
            var plan = planner.Plan(key, stamp, has, original, isWhole);
            switch (plan.Needs)
            {
                case CopyNeed.Nothing:
                    return plan;
                case CopyNeed.WholeOriginal when newer > StateVersion.None:
                    newer = StateVersion.None;
                    break;
                default:
                    (has, isWhole) = (KnownCopy.Of(await _replica.ReadImageAsync(key, StateVersion.None, cancellationToken)), true);
                    break;
            }
        }
    }

    // What is copied without being told of a change is later than what there is, and not later than the next change, whose mark is greater.
    private ChangeMark After(KnownCopy has) =>
        has.Stamp is { } there && there.Epoch == _epoch ? new ChangeMark(there.Mark.Number + 1) : ChangeMark.None;

    private async ValueTask PublishAsync(SessionCopy copy, CancellationToken cancellationToken)
    {
        foreach (var (difference, _) in copy.Attributes)
        {
            if (difference is WholeValue whole)
                await _schemas.CopyAsync(whole.Value, cancellationToken);
        }
    }

    private void Remember(StateKey key, CopyPlan plan)
    {
        if (plan.Then.Record is not null)
            _known.Set(key, plan.Then);
    }

    private static long WholeSize(KnownCopy copy) => copy.Values.Values.Sum(value => (long)value.Length);
}

/// <summary>What copying one record came to.</summary>
/// <param name="Bytes">How many bytes were sent; 0 if the replica had it.</param>
/// <param name="Gaps">How often the replica had something else than was known.</param>
/// <param name="Unreadable">How many attributes of the primary make no value.</param>
/// <param name="WholeBytes">How many bytes the whole values have, as far as they are known.</param>
internal readonly record struct CopyResult(long Bytes, int Gaps, int Unreadable, long WholeBytes);
