using System.Runtime.CompilerServices;
using StackExchange.Redis;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>
/// Walks all records, bucket by bucket, by the indexes of when to look at them: each is in one of these but for tombstones. Keys are not scanned for: a scan
/// would read whatever else is on the servers, and miss what moves from a server that is not yet scanned to one that is.
/// </summary>
internal sealed class RecordWalk(RedisLink link, RedisKeys keys)
{
    private const int BucketsAtOnce = 64;
    private const int NamesAtOnce = 1000;

    public async IAsyncEnumerable<IReadOnlyList<RecordKey>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var buckets in Enumerable.Range(0, RedisKeys.Buckets).Chunk(BucketsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var names in await Task.WhenAll(buckets.Select(ListAsync)))
            {
                foreach (var page in names.Chunk(NamesAtOnce))
                    yield return page;
            }
        }
    }

    /// <summary>The records of a bucket; what is no name of ours is passed over.</summary>
    public async Task<IReadOnlyList<RecordKey>> ListAsync(int bucket)
    {
        RedisKey[] indexes = [keys.Index(bucket, DueKind.Sweep), keys.Index(bucket, DueKind.Tell)];
        var found = (RedisResult[])(await link.RunAsync("list what there is", RedisScript.Names, indexes, new ScriptHead(null).ToArray()))!;
        return [.. found.SelectMany(names => (byte[][])names!).Select(name => RedisKeys.FindRecord(name)).OfType<RecordKey>()];
    }
}
