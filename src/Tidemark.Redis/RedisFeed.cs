using StackExchange.Redis;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>
/// The feed: each bucket is a partition, whose marks are beside its records, given by the scripts that change these. <see cref="FollowedFeed"/> says how
/// those learn of it that have not switched it on.
/// </summary>
internal sealed class RedisFeed(RedisLink link, RedisKeys keys, RecordWalk records, Func<long?> clock) : IChangeFeed
{
    private const int BucketsAtOnce = 64;
    private const int MarkedAtOnce = 100;
    private const string Beginning = "begin to mark changes";

    private static readonly int[] All = [.. Enumerable.Range(0, RedisKeys.Buckets)];

    // Whether one script cannot see all buckets, because they are spread over a cluster.
    private volatile bool _isSpread;

    // What marks are in a bucket.
    private enum State : byte
    {
        Off,
        Marking,
        On,
    }

    public int Partitions => RedisKeys.Buckets;

    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        // All of them before the first record: from then on no bucket says to anybody that nobody follows.
        var before = await EachAsync(bucket => TurnAsync(Beginning, bucket, State.Marking), cancellationToken);
        if (before.All(state => state == State.On))
            return;
        await EachAsync(MarkAsync, cancellationToken);
        if ((await EachAsync(bucket => TurnAsync(Beginning, bucket, State.On), cancellationToken)).Contains(State.Off))
        {
            throw new StoreRefusedException(
                $"The Redis store could not {Beginning}: it was told to end that meanwhile, or has forgotten that it began. Begin anew.")
            {
                MayPassSoon = true,
            };
        }
    }

    public async ValueTask EndAsync(CancellationToken cancellationToken) =>
        await EachAsync(bucket => TurnAsync("mark changes no more", bucket, State.Off), cancellationToken);

    public async ValueTask<FeedPage> ReadAsync(int partition, ChangeMark after, int limit, CancellationToken cancellationToken)
    {
        FeedPage.Check(partition, Partitions, limit);
        cancellationToken.ThrowIfCancellationRequested();
        var head = new ScriptHead(clock());
        head.Number(after.Number);
        head.Int32(limit);
        var answer = (RedisResult[])(await link.RunAsync("read what changed", RedisScript.Changes, [keys.Feed(partition)], head.ToArray()))!;
        var state = new FeedState((State)(int)answer[0] == State.On, new ChangeMark((long)answer[1]), new ChangeMark((long)answer[2]));
        var (changes, until) = (new List<MarkedRecord>(), after);
        foreach (var pair in ((RedisResult[])answer[4]!).Chunk(2))
        {
            until = new ChangeMark((long)pair[1]);
            if (RedisKeys.FindRecord((byte[])pair[0]!) is { } key)
                changes.Add(new MarkedRecord(key, until));
        }

        return new FeedPage(state, changes, (int)answer[3] < limit ? state.Last : until);
    }

    public async ValueTask<IReadOnlyList<int>> FindChangedAsync(IReadOnlyList<ChangeMark> after, CancellationToken cancellationToken)
    {
        FeedPage.Check(after, Partitions);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_isSpread)
        {
            try
            {
                return await FindChangedAsync(All, after);
            }
            catch (StoreException failed) when (RedisFailure.IsOfSlots(failed))
            {
                _isSpread = true;
            }
        }

        var found = await EachAsync(bucket => FindChangedAsync([bucket], after), cancellationToken);
        return [.. found.SelectMany(bucket => bucket)];
    }

    private async Task<int[]> FindChangedAsync(int[] buckets, IReadOnlyList<ChangeMark> after)
    {
        var head = new ScriptHead(clock());
        foreach (var bucket in buckets)
            head.Number(after[bucket].Number);
        var feeds = Array.ConvertAll(buckets, bucket => keys.Feed(bucket));
        var changed = (int[])(await link.RunAsync("look where something changed", RedisScript.News, feeds, head.ToArray()))!;
        return Array.ConvertAll(changed, place => buckets[place]);
    }

    // Answers what it was.
    private async Task<State> TurnAsync(string verb, int bucket, State to)
    {
        var head = new ScriptHead(clock());
        head.Byte((byte)to);
        return (State)(int)await link.RunAsync(verb, RedisScript.Turn, [keys.Feed(bucket)], head.ToArray());
    }

    // Those that come meanwhile are marked by whoever makes them.
    private async Task<State> MarkAsync(int bucket)
    {
        foreach (var some in (await records.ListAsync(bucket)).Chunk(MarkedAtOnce))
        {
            RedisKey[] named = [keys.Feed(bucket), .. some.Select(keys.RecordOnly)];
            await link.RunAsync(Beginning, RedisScript.Mark, named, new ScriptHead(clock()).ToArray());
        }

        return State.Marking;
    }

    private static async Task<List<T>> EachAsync<T>(Func<int, Task<T>> run, CancellationToken cancellationToken)
    {
        var all = new List<T>(RedisKeys.Buckets);
        foreach (var buckets in All.Chunk(BucketsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            all.AddRange(await Task.WhenAll(buckets.Select(run)));
        }

        return all;
    }
}
