using FolderStore;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Stores.FolderStoreConformance;

/// <summary>The sample of the guide's page "A store of your own".</summary>
public sealed class Fixture : StoreFixture
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidemark-folder-").FullName;

    public override ValueTask<IPrimaryStore> OpenAsync() =>
        new(new PrimaryStore("folder", new FolderRecords(_folder, Time), new PrimaryStoreTraits(ValueLimit.Usual, MayForget: false)));

    public override ValueTask<IAsyncDisposable> RefuseAsync()
    {
        // Where a file is to be written next, there is a folder.
        File.Move(Path.Combine(_folder, "lock"), Path.Combine(_folder, "unlocked"));
        Directory.CreateDirectory(Path.Combine(_folder, "lock"));
        return new ValueTask<IAsyncDisposable>(new Mending(_folder));
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return base.DisposeAsync();
    }

    private sealed class Mending(string folder) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            Directory.Delete(Path.Combine(folder, "lock"));
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

public sealed class Refusals : RefusalConformance<Fixture>;
