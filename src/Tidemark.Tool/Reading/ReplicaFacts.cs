using Tidemark.Replication;

namespace Tidemark.Tool.Reading;

/// <summary>What a store is among the instances of the primary state, and how far it is behind.</summary>
/// <param name="Role">What it is.</param>
/// <param name="Epoch">In which epoch.</param>
/// <param name="Since">Since when, by its clock.</param>
/// <param name="Withheld">What it does not have, by the rules.</param>
/// <param name="Level">For how many seconds it may lack what the primary had; null if it was never known to have all.</param>
/// <param name="HadAll">When that was, by this machine's clock: nothing that was committed before is lacking.</param>
/// <param name="Sessions">In how many sessions it differs from the primary; null if the primary was not asked.</param>
/// <param name="Versions">How many commits it lacks; null if the primary was not asked.</param>
internal sealed record ReplicaFacts(
    string Role, long Epoch, DateTimeOffset Since, IReadOnlyList<string> Withheld, double? Level, DateTimeOffset? HadAll, long? Sessions, long? Versions)
{
    public bool IsReplica => Role == nameof(StoreRole.Replica);

    public static async Task<ReplicaFacts> ReadAsync(OpenStore replica, OpenStore? primary, TimeProvider time, CancellationToken cancellationToken)
    {
        var standing = await replica.Store.ReadStandingAsync(cancellationToken);
        if (standing.Role != StoreRole.Replica)
            return new ReplicaFacts($"{standing.Role}", standing.Epoch, standing.Since, standing.Withheld, null, null, null, null);

        // Before the replica is asked: rather too early than too late.
        var now = time.GetUtcNow();
        var lag = await new ReplicaSwitch(primary?.Store ?? replica.Store, replica.Store).LagAsync(cancellationToken);
        return new ReplicaFacts(
            $"{standing.Role}", standing.Epoch, standing.Since, standing.Withheld, lag.Level?.TotalSeconds, now - lag.Level,
            primary is not null && lag.IsExact ? lag.Sessions : null, primary is not null && lag.IsExact ? lag.Versions : null);
    }
}
