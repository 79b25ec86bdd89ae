using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Stores.Records;

namespace Tidemark.Tests.Stores.SwappingStoreConformance;

public sealed class Fixture : StoreFixture
{
    public override ValueTask<IPrimaryStore> OpenAsync() =>
        new(new PrimaryStore("swapping", new SwappingRecords(Time), new PrimaryStoreTraits(int.MaxValue, MayForget: true)));
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

public sealed class Expiry : ExpiryConformance<Fixture>;

public sealed class Fencing : FencingConformance<Fixture>;

public sealed class Replicas : ReplicaConformance<Fixture>;

public sealed class Promotion : PromotionConformance<Fixture>;

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
