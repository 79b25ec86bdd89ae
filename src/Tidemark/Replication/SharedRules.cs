using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>
/// The rules of what a replica is to be without. They stand in the replica, and a rule that one of its replicators has holds for all. After they have changed,
/// the replica is gone through once. Not for several threads at once.
/// </summary>
internal sealed class SharedRules(
    IReplicaStore replica, ReplicationOptions options, SessionCopier copier, CopyWork work, TimeProvider time, ILogger log)
{
    private long _since;
    private bool _wasGoneThrough;

    // By then a replicator that has not heard of these rules has lost its shares of the feed.
    private bool IsSettled => time.GetElapsedTime(_since) >= options.TakeOver;

    /// <summary>Keeps to what the replica says of itself, and has it say what this replicator's own rules are.</summary>
    public async ValueTask LearnAsync(StoreStanding standing, CancellationToken cancellationToken)
    {
        var rules = options.Rules.Withholding.With(standing.Withheld);
        var isKnown = rules.IsSameAs(standing.Withheld);
        var hasOlder = standing.HasOlderCopies || !isKnown;
        if (!isKnown)
            await replica.TrySetStandingAsync(standing with { Withheld = rules.All, HasOlderCopies = true }, cancellationToken);
        if (copier.Policy is var policy && policy.HasOlderCopies == hasOlder && policy.Withholding.IsSameAs(rules.All))
            return;
        copier.Policy = new CopyPolicy(rules, hasOlder);
        (_since, _wasGoneThrough) = (time.GetTimestamp(), false);
    }

    /// <summary>Compares all that the replica has, if there may be copies by other rules.</summary>
    /// <param name="isNow">Whether once before it is sure that no other replicator makes more of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask GoThroughAsync(bool isNow, CancellationToken cancellationToken)
    {
        if (!copier.Policy.HasOlderCopies || !(IsSettled || (isNow && !_wasGoneThrough)))
            return;
        var (rules, isSettled) = (copier.Policy.Withholding, IsSettled);
        log.GoesThrough(string.Join(", ", rules.All));
        await work.ReconcileAsync(cancellationToken);
        _wasGoneThrough = true;
        if (!isSettled || work.Failed.Count > 0)
            return;
        var standing = await replica.ReadStandingAsync(cancellationToken);
        if (standing.Role != StoreRole.Replica || !rules.IsSameAs(standing.Withheld))
            return;
        if (await replica.TrySetStandingAsync(standing with { HasOlderCopies = false }, cancellationToken))
            log.HasGoneThrough();
        await LearnAsync(standing with { HasOlderCopies = false }, cancellationToken);
    }
}
