using Microsoft.Extensions.Caching.Distributed;

namespace Tidemark.Load.Apps;

/// <summary>A distributed cache as far as a session needs it that is loaded asynchronously: nothing blocks, and all entries live as long.</summary>
internal abstract class PeerCache : IDistributedCache
{
    public abstract Task<byte[]?> GetAsync(string key, CancellationToken token = default);

    public abstract Task RefreshAsync(string key, CancellationToken token = default);

    public abstract Task RemoveAsync(string key, CancellationToken token = default);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        // A session sets nothing but the sliding time.
        SetAsync(key, value, options.SlidingExpiration ?? throw new NotSupportedException("Only sliding expiration is kept here."));

    protected abstract Task SetAsync(string key, byte[] value, TimeSpan sliding);

    byte[]? IDistributedCache.Get(string key) => throw Blocking();

    void IDistributedCache.Refresh(string key) => throw Blocking();

    void IDistributedCache.Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw Blocking();

    void IDistributedCache.Remove(string key) => throw Blocking();

    private static NotSupportedException Blocking() => new("A session that was loaded asynchronously blocks on nothing.");
}
