using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Makes one store the replica of another, or sees that it is.</summary>
internal static class ReplicaAttachment
{
    /// <summary>Returns what the replica is: of the primary's epoch, and without what the rules withhold, or withheld before.</summary>
    /// <exception cref="ReplicaRefusedException">They are something else already, or the replica has sessions of its own.</exception>
    public static async ValueTask<StoreStanding> AttachAsync(
        IPrimaryStore primary, IPrimaryStore replica, ReplicationOptions options, CancellationToken cancellationToken)
    {
        var (from, to) = (primary.Copies!, replica.Copies!);
        var standing = await from.ReadStandingAsync(cancellationToken);
        if (standing.Role == StoreRole.Replica)
        {
            throw new ReplicaRefusedException(
                $"The store that is to be the primary is a replica itself (epoch {standing.Epoch}). Copy from its primary.", standing);
        }

        if (standing.Epoch == 0)
        {
            await from.TrySetStandingAsync(standing with { Epoch = 1 }, cancellationToken);
            standing = await from.ReadStandingAsync(cancellationToken);
        }

        var there = await to.ReadStandingAsync(cancellationToken);
        var isReplica = there.Role == StoreRole.Replica;
        var hasOwn = !isReplica && await HasOwnAsync(replica, cancellationToken);
        if (hasOwn && !options.Overwrites)
        {
            throw new ReplicaRefusedException(
                "The store that is to be a replica has sessions of its own. Give the replica an empty store, or have them overwritten "
                + "(ReplicationOptions.Overwrites), which ends those that the primary does not have.",
                there);
        }

        // A rule that another replicator has, or had, holds for all. A primary that was promoted without something has other values under the same versions.
        var rules = options.Rules.Withholding.With(isReplica ? there.Withheld : []);
        var isSame = isReplica ? there.Epoch == standing.Epoch && rules.IsSameAs(there.Withheld) : !hasOwn;
        var wanted = new StoreStanding(StoreRole.Replica, standing.Epoch, default)
        {
            Withheld = rules.All,
            HasOlderCopies = there.HasOlderCopies || (!isSame && rules.All.Count + standing.Withheld.Count > 0),
        };
        if (!await to.TrySetStandingAsync(wanted, cancellationToken))
            throw new ReplicaRefusedException(await to.ReadStandingAsync(cancellationToken));
        return wanted;
    }

    /// <summary>Sees that one is still the primary of an epoch, and the other its replica. Returns what that is.</summary>
    /// <exception cref="ReplicaRefusedException">They are something else.</exception>
    public static async ValueTask<StoreStanding> CheckAsync(IPrimaryStore primary, IPrimaryStore replica, long epoch, CancellationToken cancellationToken)
    {
        var there = await replica.Copies!.ReadStandingAsync(cancellationToken);
        if (there.Role != StoreRole.Replica || there.Epoch != epoch)
            throw new ReplicaRefusedException(there);
        var here = await primary.Copies!.ReadStandingAsync(cancellationToken);
        if (here.Role == StoreRole.Replica || here.Epoch != epoch)
            throw new ReplicaRefusedException($"The store that was the primary is {here.Role} in epoch {here.Epoch} now. Copy from the new primary.", here);
        return there;
    }

    private static async ValueTask<bool> HasOwnAsync(IPrimaryStore store, CancellationToken cancellationToken)
    {
        await foreach (var page in store.WalkAsync(cancellationToken))
        {
            if (page.Count > 0)
                return true;
        }

        return false;
    }
}
