using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Stores.MemoryStoreConformance;

public sealed class Fixture : StoreFixture
{
    private FaultyStore? _store;

    public override ValueTask<IPrimaryStore> OpenAsync() => new(_store = new FaultyStore(new MemoryStore(Time), Time));

    public override ValueTask<IAsyncDisposable> RefuseAsync()
    {
        _store!.IsFull = true;
        return new ValueTask<IAsyncDisposable>(new Emptying(_store));
    }

    private sealed class Emptying(FaultyStore store) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            store.IsFull = false;
            return default;
        }
    }
}

public sealed class Acquire : AcquireConformance<Fixture>;

public sealed class Beat : BeatConformance<Fixture>;

public sealed class Chain : ChainConformance<Fixture>;

public sealed class Claims : ClaimConformance<Fixture>;

public sealed class Commit : CommitConformance<Fixture>;

public sealed class Concurrency : ConcurrencyConformance<Fixture>;

public sealed class Delta : DeltaConformance<Fixture>;

public sealed class Ended : EndedConformance<Fixture>;

public sealed class Ends : EndConformance<Fixture>;

public sealed class Feed : FeedConformance<Fixture>;

public sealed class Replicas : ReplicaConformance<Fixture>;

public sealed class Promotion : PromotionConformance<Fixture>;

public sealed class Replicating : ReplicationConformance<Fixture>;

public sealed class Expiry : ExpiryConformance<Fixture>;

public sealed class Fencing : FencingConformance<Fixture>;

public sealed class HandOver : HandOverConformance<Fixture>;

public sealed class Idempotency : IdempotencyConformance<Fixture>;

public sealed class Model : ModelConformance<Fixture>;

public sealed class Nodes : NodeConformance<Fixture>;

public sealed class Queue : QueueConformance<Fixture>;

public sealed class Schemas : SchemaConformance<Fixture>;

public sealed class Signals : SignalConformance<Fixture>;

public sealed class Sweep : SweepConformance<Fixture>;

public sealed class Tombstones : TombstoneConformance<Fixture>;

public sealed class UserEntries : UserEntryConformance<Fixture>;

public sealed class Users : UserConformance<Fixture>;

public sealed class Uses : UseConformance<Fixture>;

public sealed class Walks : WalkConformance<Fixture>;

public sealed class Names : NameConformance<Fixture>;

public sealed class Refusals : RefusalConformance<Fixture>;
