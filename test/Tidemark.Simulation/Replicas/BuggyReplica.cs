using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Simulation.Replicas;

/// <summary>Copying into a store with one bug: of the store, which takes what it should refuse, or of the replicator, which minds no refusal.</summary>
internal sealed class BuggyReplica(RecordLink link, IReplicaStore replica, PlantedBug bug) : DelegatingReplica(replica)
{
    private FollowRequest? _last;

    public override async ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken)
    {
        var outcome = bug switch
        {
            PlantedBug.CopyOnAnyVersion => await link.RunAsync(RecordKey.Of(copy.Key), new AnyVersion(copy), cancellationToken),
            PlantedBug.CopyInAnyEpoch => await link.RunAsync(RecordKey.Of(copy.Key), new AnyEpoch(copy), cancellationToken),
            _ => await base.CopyAsync(copy, cancellationToken),
        };
        return bug == PlantedBug.MindNoGap && outcome is CopyOutcome.Gap ? CopyOutcome.Copied.Instance : outcome;
    }

    public override ValueTask<Following> FollowAsync(FollowRequest request, CancellationToken cancellationToken)
    {
        _last = request;
        return base.FollowAsync(request, cancellationToken);
    }

    /// <summary>Saves a position that is read and not copied yet.</summary>
    public async ValueTask SaveAsync(ChangeMark mark, CancellationToken cancellationToken)
    {
        if (_last is { } last && last.For > TimeSpan.Zero)
            await base.FollowAsync(last with { Reached = [mark] }, cancellationToken);
    }

    private sealed class AnyEpoch(SessionCopy copy) : RecordDecision<CopyOutcome>
    {
        public override string Verb => "copy a session";

        public override bool IsGuarded => true;

        public override RecordVerdict<CopyOutcome> Decide(in LoadedRecord loaded) => new CopySession(copy).Decide(
            loaded with { Guard = StandingCodec.Encode(new StoreStanding(StoreRole.Replica, copy.Stamp.Epoch, default)) });
    }

    // What was made on another version is taken for one that was made on this.
    private sealed class AnyVersion(SessionCopy copy) : RecordDecision<CopyOutcome>
    {
        public override string Verb => "copy a session";

        public override bool IsGuarded => true;

        public override RecordVerdict<CopyOutcome> Decide(in LoadedRecord loaded)
        {
            var verdict = new CopySession(copy).Decide(loaded);
            return verdict is { IsDone: true, Answer: CopyOutcome.Gap { Has.Record: { } has } } ? new CopySession(Fitted(has)).Decide(loaded) : verdict;
        }

        private SessionCopy Fitted(PrimaryRecord has) => copy with
        {
            On = HistoryPoint.Of(has),
            Attributes = [.. copy.Attributes.Select(attribute => attribute with { Difference = Fitted(attribute.Difference, has.Chains) })],
        };

        private static Difference Fitted(Difference difference, AttributeChains chains) =>
            difference is PatchedValue patch && chains.Find(patch.Name) is { } chain
                ? new PatchedValue(patch.Name, patch.Patch, chain.End.Version, chain.End.Length, patch.LengthAfter)
                : difference;
    }
}
