using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Sqlite.Tests.OneStore;

public sealed class Fixture : StoreFixture
{
    private readonly TemporaryFile _file = new();
    private SqliteStore? _store;

    public override ValueTask<IPrimaryStore> OpenAsync()
    {
        _store = new SqliteStore(new SqliteStoreOptions { Path = _file.Path }, Time);
        return new ValueTask<IPrimaryStore>(_store);
    }

    /// <summary>As a disk that is full does: what is written is undone.</summary>
    public override ValueTask<IAsyncDisposable> RefuseAsync()
    {
        using (var connection = _file.OpenDirectly())
        {
            connection.Scalar("CREATE TRIGGER no_change BEFORE UPDATE ON tidemark_record BEGIN SELECT raise(ABORT, 'refused'); END");
            connection.Scalar("CREATE TRIGGER no_creation BEFORE INSERT ON tidemark_record BEGIN SELECT raise(ABORT, 'refused'); END");
        }

        return new ValueTask<IAsyncDisposable>(new Acceptance(_file));
    }

    public override async ValueTask DisposeAsync()
    {
        await _store!.DisposeAsync();
        _file.Dispose();
        await base.DisposeAsync();
    }
}

internal sealed class Acceptance(TemporaryFile file) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        using var connection = file.OpenDirectly();
        connection.Scalar("DROP TRIGGER no_change");
        connection.Scalar("DROP TRIGGER no_creation");
        return default;
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
