using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Redis.Tests.Conformance;

/// <summary>A store with a clock that the test says, under a prefix of its own.</summary>
public abstract class RedisFixture : StoreFixture
{
    private static int _prefixes;

    private RedisStore? _store;

    public override async ValueTask<IPrimaryStore> OpenAsync()
    {
        var options = new RedisStoreOptions
        {
            Configuration = await ConnectAsync(),
            KeyPrefix = $"conformance:{Interlocked.Increment(ref _prefixes)}",
            CallTimeout = TimeSpan.FromMinutes(1),
        };
        _store = new RedisStore(options, null, () => Time.GetUtcNow());
        return _store;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        await base.DisposeAsync();
    }

    protected abstract Task<string> ConnectAsync();
}
