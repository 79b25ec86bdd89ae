using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>The copies of a <see cref="FaultyStore"/>: nothing of them can be reached while that is down.</summary>
internal sealed class FaultyReplica(FaultyStore store, IReplicaStore inner) : DelegatingReplica(inner)
{
    public override ValueTask<StoreStanding> ReadStandingAsync(CancellationToken cancellationToken) =>
        Reached(base.ReadStandingAsync(cancellationToken));

    public override ValueTask<SessionImage> ReadImageAsync(StateKey key, StateVersion? newer, CancellationToken cancellationToken) =>
        Reached(base.ReadImageAsync(key, newer, cancellationToken));

    public override ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken) => Reached(base.CopyAsync(copy, cancellationToken));

    public override ValueTask<Following> FollowAsync(FollowRequest request, CancellationToken cancellationToken) =>
        Reached(base.FollowAsync(request, cancellationToken));

    // What was asked for may be done, and only the answer be lost.
    private ValueTask<T> Reached<T>(ValueTask<T> answer) =>
        store.IsDown ? ValueTask.FromException<T>(new StoreUnavailableException("The store is down.")) : answer;
}
