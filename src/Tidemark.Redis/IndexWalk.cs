using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>
/// Runs a script on each session that the index says to look at, bucket by bucket. What somebody else wrote there is passed over: it must not keep the rest
/// from being looked at.
/// </summary>
internal sealed class IndexWalk(RedisLink link, RedisKeys keys, SessionScripts sessions, ILogger log)
{
    private const int BucketsAtOnce = 64;
    private const int NamesAtOnce = 100;
    private static readonly RedisResult[] StaysAsItIs = [RedisResult.Create(Answers.Stays)];

    private static readonly int[] All = [.. Enumerable.Range(0, RedisKeys.Buckets)];

    // Each walk begins somewhere else: one that comes to its limit before the end does not always leave out the same.
    private int _walks;

    // Whether one script cannot see all buckets, because they are spread over a cluster.
    private volatile bool _isSpread;

    /// <summary>Walks until the script has done its work on so many sessions, and returns these with what it answered.</summary>
    public async ValueTask<IReadOnlyList<(StateKey Key, RedisResult[] Answer)>> RunAsync(
        string verb, RedisScript script, WriteHead head, int limit, CancellationToken cancellationToken)
    {
        var done = new List<(StateKey, RedisResult[])>();
        var start = (int)(unchecked((uint)Interlocked.Increment(ref _walks)) % (RedisKeys.Buckets / BucketsAtOnce) * BucketsAtOnce);
        var found = await FindAsync(verb);
        foreach (var buckets in found.Where(bucket => bucket >= start).Concat(found.Where(bucket => bucket < start)).Chunk(BucketsAtOnce))
        {
            if (done.Count >= limit)
                break;
            cancellationToken.ThrowIfCancellationRequested();
            var due = await Task.WhenAll(buckets.Select(bucket => PeekAsync(verb, bucket, 0)));
            foreach (var (bucket, names) in buckets.Zip(due))
                await WalkAsync(verb, script, head, bucket, names, limit, done);
        }

        return done;
    }

    private async Task WalkAsync(
        string verb, RedisScript script, WriteHead head, int bucket, StateKey?[] due, int limit, List<(StateKey, RedisResult[])> done)
    {
        // Those that stay where they are must be passed over to see the others.
        for (var stayed = 0; due.Length > 0 && done.Count < limit; due = await PeekAsync(verb, bucket, stayed))
        {
            for (var next = 0; next < due.Length && done.Count < limit;)
            {
                // Never more at once than may still be done.
                var some = due[next..Math.Min(due.Length, next + limit - done.Count)];
                var answers = await Task.WhenAll(some.Select(key => LookAsync(verb, script, key, head)));
                done.AddRange(some.Zip(answers)
                    .Where(answered => (int)answered.Second[0] == Answers.Done)
                    .Select(answered => (answered.First!.Value, answered.Second)));
                stayed += answers.Count(answer => (int)answer[0] == Answers.Stays);
                next += some.Length;
            }

            if (due.Length < NamesAtOnce)
                return;
        }
    }

    private async Task<RedisResult[]> LookAsync(string verb, RedisScript script, StateKey? name, WriteHead head)
    {
        if (name is not { } key)
            return StaysAsItIs;
        try
        {
            return await sessions.RunAsync(verb, script, key, head, touched: SlotKeys.SessionAndIndex);
        }
        catch (UnreadableStateException foreign)
        {
            log.LogWarning(foreign, "A session is passed over that cannot be read.");
            return StaysAsItIs;
        }
    }

    // The buckets in which something is due. A script sees one slot of a cluster: there each bucket is asked.
    private async Task<int[]> FindAsync(string verb)
    {
        if (_isSpread)
            return All;
        try
        {
            var head = new ScriptHead(sessions.Now).ToArray();
            var due = (RedisResult[])(await link.RunAsync(verb, RedisScript.Due, Array.ConvertAll(All, keys.Index), head))!;
            return Array.ConvertAll(due, number => (int)number);
        }
        catch (StoreException failed) when (RedisFailure.IsOfSlots(failed))
        {
            _isSpread = true;
            return All;
        }
    }

    // The sessions that are due; null for a name that is none of ours.
    private async Task<StateKey?[]> PeekAsync(string verb, int bucket, int after)
    {
        var head = new ScriptHead(sessions.Now);
        head.Int32(after);
        head.Int32(NamesAtOnce);
        try
        {
            var names = (RedisResult[])(await link.RunAsync(verb, RedisScript.Peek, [keys.Index(bucket)], head.ToArray()))!;
            return Array.ConvertAll(names, name => RedisKeys.FindName((byte[])name!));
        }
        catch (UnreadableStateException foreign)
        {
            log.LogWarning(foreign, "An index of sessions is passed over that cannot be read.");
            return [];
        }
    }
}
