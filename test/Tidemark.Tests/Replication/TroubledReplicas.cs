using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Replication;

/// <summary>A replica that has no room for any session.</summary>
internal sealed class FullStore(IPrimaryStore inner) : DelegatingStore(inner)
{
    public override IReplicaStore Copies => new Full(Inner.Copies!);

    private sealed class Full(IReplicaStore inner) : DelegatingReplica(inner)
    {
        public override ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken) =>
            throw new StoreRefusedException("It is too long.");
    }
}

/// <summary>A replica that cannot be reached so many times once its primary is closed.</summary>
internal sealed class FlakyStore(IPrimaryStore inner, MemoryStore primary) : DelegatingStore(inner)
{
    public int Left { get; set; }

    public override IReplicaStore Copies => new Flaky(this, Inner.Copies!, primary);

    private sealed class Flaky(FlakyStore store, IReplicaStore inner, MemoryStore primary) : DelegatingReplica(inner)
    {
        public override async ValueTask<Following> FollowAsync(FollowRequest request, CancellationToken cancellationToken)
        {
            if (store.Left == 0 || (await primary.ReadStandingAsync(cancellationToken)).Role != StoreRole.Closed)
                return await base.FollowAsync(request, cancellationToken);
            store.Left--;
            throw new StoreUnavailableException("It is away.");
        }
    }
}
