using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>Walks the indexes of what is due, some buckets at a time.</summary>
internal sealed class DueWalk(RedisLink link, RedisKeys keys, Func<long?> clock, ILogger log)
{
    private const int BucketsAtOnce = 64;
    private const int NamesAtOnce = 100;

    private static readonly int[] All = [.. Enumerable.Range(0, RedisKeys.Buckets)];

    // Each walk begins somewhere else: one that comes to its limit before the end does not always leave out the same.
    private int _walks;

    // Whether one script cannot see all buckets, because they are spread over a cluster.
    private volatile bool _isSpread;

    public async IAsyncEnumerable<DuePage> RunAsync(
        DueKind kind, TimeSpan overdue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = (int)(unchecked((uint)Interlocked.Increment(ref _walks)) % (RedisKeys.Buckets / BucketsAtOnce) * BucketsAtOnce);
        var found = await FindAsync(kind, overdue);
        foreach (var buckets in found.Where(bucket => bucket >= start).Concat(found.Where(bucket => bucket < start)).Chunk(BucketsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var due = await Task.WhenAll(buckets.Select(bucket => PeekAsync(kind, bucket, overdue, 0)));
            foreach (var (bucket, names) in buckets.Zip(due))
            {
                var (more, passed) = (names, 0);
                while (more.Count > 0)
                {
                    var page = new DuePage([.. more.OfType<DueRecord>()]);
                    yield return page;

                    // Those that stay where they are must be passed over to see the others; so must what is no name of ours.
                    passed += page.Stayed + more.Count - page.Records.Count;
                    if (more.Count < NamesAtOnce)
                        break;
                    more = await PeekAsync(kind, bucket, overdue, passed);
                }
            }
        }
    }

    // The buckets in which something is due. A script sees one slot of a cluster: there each bucket is asked.
    private async Task<int[]> FindAsync(DueKind kind, TimeSpan overdue)
    {
        if (_isSpread)
            return All;
        try
        {
            var due = await AskAsync(Array.ConvertAll(All, bucket => keys.Index(bucket, kind)), overdue, 0, 1);
            return Array.ConvertAll(due, bucket => (int)((RedisResult[])bucket!)[0]);
        }
        catch (StoreException failed) when (RedisFailure.IsOfSlots(failed))
        {
            _isSpread = true;
            return All;
        }
    }

    // The records that are due; null for a name that is none of ours.
    private async Task<IReadOnlyList<DueRecord?>> PeekAsync(DueKind kind, int bucket, TimeSpan overdue, int passed)
    {
        var due = await AskAsync([keys.Index(bucket, kind)], overdue, passed, NamesAtOnce);
        if (due.Length == 0)
            return [];
        var found = (RedisResult[])due[0]!;
        var names = (RedisResult[])found[1]!;
        if (names.Length == 0)
            log.LogWarning("An index of sessions is passed over that cannot be read.");
        var now = (long)found[2];
        return [.. names.Chunk(2).Select(pair => Find((byte[])pair[0]!, now - (long)(double)pair[1]))];
    }

    private static DueRecord? Find(byte[] name, long overdue) =>
        RedisKeys.FindRecord(name) is { } key ? new DueRecord(key, RecordTime.Span(Math.Max(overdue, 0))) : null;

    private async Task<RedisResult[]> AskAsync(RedisKey[] indexes, TimeSpan overdue, int passed, int most)
    {
        var head = new ScriptHead(clock());
        head.Number(RecordTime.Of(overdue));
        head.Int32(passed);
        head.Int32(most);
        return (RedisResult[])(await link.RunAsync("look for what is due", RedisScript.Due, indexes, head.ToArray()))!;
    }
}
