using Tidemark.PostgreSql.Tests.Servers;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.PostgreSql.Tests.Conformance;

/// <summary>A store with a clock that the test says, in a schema of its own.</summary>
public sealed class Fixture : StoreFixture
{
    private PostgreSqlStoreOptions _options = new();
    private PostgreSqlStore? _store;

    public override async ValueTask<IPrimaryStore> OpenAsync()
    {
        _options = await SharedServer.OptionsAsync();
        return _store = new PostgreSqlStore(_options, null, () => Time.GetUtcNow());
    }

    public override async ValueTask<IAsyncDisposable> RefuseAsync()
    {
        var server = await SharedServer.Server;
        await server.RunAsync($"""
            CREATE FUNCTION {_options.Schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; END';
            CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {_options.Schema}.record EXECUTE FUNCTION {_options.Schema}.refuse();
            """);
        return new Refusal(server, _options.Schema);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        await base.DisposeAsync();
    }

    private sealed class Refusal(PostgreSqlServer server, string schema) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await server.RunAsync($"DROP TRIGGER refuse ON {schema}.record; DROP FUNCTION {schema}.refuse();");
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
