using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Compares what a replica has of a session with what the primary has: what there is of both is given, nothing is read or sent here.</summary>
/// <param name="rules">How attributes are compared.</param>
/// <param name="withholding">What the replica is to be without.</param>
/// <param name="schemas">By which values are read.</param>
/// <param name="redaction">Takes out of values what the replica is to be without.</param>
internal sealed class CopyPlanner(ReplicationRules rules, Withholding withholding, SchemaCopies schemas, Redaction redaction)
{
    private readonly ReplicationRules _rules = rules;
    private readonly Withholding _withholding = withholding;
    private readonly SchemaCopies _schemas = schemas;
    private readonly Redaction _redaction = redaction;

    /// <summary>Whether what has the same version, in the same history, is taken for the same; else all values are compared. Default: true.</summary>
    public bool Trusts { get; init; } = true;

    /// <summary>Makes a plan for a session that is in the primary.</summary>
    /// <param name="key">The session.</param>
    /// <param name="stamp">The stamp of the copy.</param>
    /// <param name="has">What the replica has.</param>
    /// <param name="original">What the primary has: the record, and attributes that are newer than the replica, or all.</param>
    /// <param name="isWhole">Whether all values that the replica has were read of it.</param>
    public CopyPlan Plan(StateKey key, CopyStamp stamp, KnownCopy has, SessionImage original, bool isWhole)
    {
        var run = new Run(this, key, has, original, isWhole);
        return run.Attributes() is var need and not CopyNeed.Nothing ? new CopyPlan(need, null, has, [], 0) : run.Finish(stamp);
    }

    /// <summary>Makes a plan for a session that the primary does not have.</summary>
    public static CopyPlan Gone(StateKey key, CopyStamp stamp, KnownCopy has, SessionImage original) => has.IsGone && !IsOlder(has, stamp)
        ? new CopyPlan(CopyNeed.Nothing, null, has, [], 0)
        : new CopyPlan(
            CopyNeed.Nothing,
            new SessionCopy(key, stamp, null, null, []) { Commits = original.Tombstone?.Commits ?? [] },
            KnownCopy.Gone(stamp),
            [],
            0);

    // A copy that is on its way since before the session went would bring it back, unless the replica knows since when it is gone.
    private static bool IsOlder(KnownCopy has, CopyStamp stamp) => has.Stamp is { } there && there.Epoch == stamp.Epoch && stamp.IsAfter(there);

    private sealed class Run(CopyPlanner planner, StateKey key, KnownCopy has, SessionImage original, bool isWhole)
    {
        private readonly PrimaryRecord _record = original.Record!;
        private readonly AttributeChains _chains = has.Record?.Chains ?? AttributeChains.Empty;
        private readonly Dictionary<string, StoredAttribute> _changed = original.Changed.ToDictionary(changed => changed.Name, StringComparer.Ordinal);
        private readonly Dictionary<string, StoredValue> _values = new(has.Values, StringComparer.Ordinal);
        private readonly List<AttributeCopy> _copies = [];
        private readonly List<ReplicatedChange> _changes = [];
        private int _unreadable;

        // Whether the primary is known to have come by what the replica has.
        private bool Follows { get; } = planner.Trusts && has.Record is { } there && HistoryPoint.Of(there).IsBefore(original.Record!);

        public CopyNeed Attributes()
        {
            foreach (var chain in _record.Chains.All)
            {
                if (!planner._withholding.Withholds(chain.Name) && Attribute(chain) is var need and not CopyNeed.Nothing)
                    return need;
            }

            foreach (var chain in _chains.All)
            {
                if (_record.Chains.Find(chain.Name) is null || planner._withholding.Withholds(chain.Name))
                    Remove(chain.Name);
            }

            return CopyNeed.Nothing;
        }

        public CopyPlan Finish(CopyStamp stamp)
        {
            if (_copies.Count == 0 && has.Record is { } there && IsSame(there))
                return new CopyPlan(CopyNeed.Nothing, null, has with { Values = _values }, [], _unreadable);
            var record = _record with { Commits = NewCommits() };
            var on = has.Record is { } current ? HistoryPoint.Of(current) : default(HistoryPoint?);
            var chains = _chains.Copy(_copies, []) ?? throw new InvalidOperationException("A difference was planned that does not fit its attribute.");
            return new CopyPlan(
                CopyNeed.Nothing,
                new SessionCopy(key, stamp, on, record, _copies) { IsAnotherHistory = !Follows },
                KnownCopy.Of(CopyRules.Next(record, has.Record, chains, stamp, !Follows), _values),
                _changes,
                _unreadable);
        }

        private CopyNeed Attribute(AttributeChain chain)
        {
            var mine = _chains.Find(chain.Name);
            if (Follows && mine is not null && chain.End.Version <= has.Record!.Version)
                return CopyNeed.Nothing;
            if (!_changed.TryGetValue(chain.Name, out var stored))
                return CopyNeed.WholeOriginal;

            // With members withheld, what the replica has is no version of the primary's value: nothing that the primary says of changes fits it.
            var members = planner._withholding.MembersOf(chain.Name);
            var baseline = mine is { } replicas ? Baseline(replicas, members is null ? stored : null) : null;
            if (stored.Base is null && stored.Fault is null && (members is not null || baseline?.Version != stored.Patches[0].On))
                return CopyNeed.WholeOriginal;
            var now = StoredValue.Read(stored, members is null ? baseline : null, ValueLength.Most);
            if (now.IsBroken || !now.TryRead(out var bytes))
            {
                _unreadable++;
                return CopyNeed.Nothing;
            }

            if (members is not null)
            {
                if (planner._redaction.Of(chain.Name, bytes, members) is not { } left)
                {
                    if (mine is not null)
                        Remove(chain.Name);
                    return CopyNeed.Nothing;
                }

                (now, bytes) = (StoredValue.Of(left, now.Version), left);
            }

            if (mine is not { } known)
            {
                Take(AttributeStep.Whole(chain.Name, now), chain.Name, ReplicatedChangeKind.Added);
                return CopyNeed.Nothing;
            }

            if (baseline is null && !isWhole)
                return CopyNeed.WholeReplica;
            if (baseline is null || !baseline.TryRead(out var before))
            {
                Take(AttributeStep.Whole(chain.Name, now), chain.Name, ReplicatedChangeKind.Changed);
                return CopyNeed.Nothing;
            }

            var compared = ValueComparison.Of(before.Span, bytes.Span, planner._rules.ComparisonOf(chain.Name), planner._schemas);
            if (compared.IsSame && known.End.Version <= _record.Version)
                _values[chain.Name] = baseline;
            else
                Take(Between(known, baseline, now, members is null ? stored : null, compared), chain.Name, ReplicatedChangeKind.Changed);
            return CopyNeed.Nothing;
        }

        // What the replica has of an attribute, as it was read there, or as the primary had it then.
        private StoredValue? Baseline(AttributeChain mine, StoredAttribute? stored)
        {
            if (_values.TryGetValue(mine.Name, out var value) && value.Version == mine.End.Version && value.Length == mine.End.Length)
                return value;
            if (!Follows || stored?.Base is not { } start || start.Version > mine.End.Version)
                return null;
            var then = StoredValue.Of(start.Bytes, start.Version)
                .Append([.. stored.Patches.TakeWhile(patch => patch.Version <= mine.End.Version)], ValueLength.Most);
            return then.Version == mine.End.Version && then.Length == mine.End.Length && !then.IsBroken ? then : null;
        }

        private AttributeStep Between(AttributeChain mine, StoredValue has, StoredValue now, StoredAttribute? stored, ValueComparison compared) =>
            AttributeStep.Between(mine, has, now, stored is null ? null : Since(mine, stored), compared);

        private List<StoredPatch>? Since(AttributeChain mine, StoredAttribute stored)
        {
            if (!Follows)
                return null;
            var since = stored.Patches.SkipWhile(patch => patch.On != mine.End.Version).ToList();
            return since.Count > 0 ? since : null;
        }

        private void Take(AttributeStep step, string name, ReplicatedChangeKind kind)
        {
            _copies.AddRange(step.Copies);
            _values[name] = step.Value!;
            _changes.Add(new ReplicatedChange(
                key.ToString(), _record.Version, name, kind, step.Compared.Paths ?? [], step.Compared.HasMorePaths));
        }

        private void Remove(string name)
        {
            _copies.Add(new AttributeCopy(new Removal(name), _record.Version));
            _values.Remove(name);
            _changes.Add(new ReplicatedChange(key.ToString(), _record.Version, name, ReplicatedChangeKind.Removed, [], false));
        }

        private bool IsSame(PrimaryRecord there) => HistoryPoint.Of(there) == HistoryPoint.Of(_record)
            && there.Lifetime == _record.Lifetime && there.User == _record.User && there.TellsEnd == _record.TellsEnd && there.Ended == _record.Ended;

        // Those after the last one that the replica has; it forgets most of them.
        private RecentCommits NewCommits()
        {
            if (!Follows || has.Record is not { Commits: [.., var last] } || _record.Commits.Find(last.Id) is null)
                return _record.Commits;
            return RecentCommits.Of([.. _record.Commits.SkipWhile(commit => commit.Id != last.Id).Skip(1)]);
        }
    }
}
