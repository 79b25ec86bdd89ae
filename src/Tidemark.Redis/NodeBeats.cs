using StackExchange.Redis;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>The beats of nodes, and the recalls that they bring: what others left word of with the node, if it is still so.</summary>
internal sealed class NodeBeats(RedisLink link, RedisKeys keys, SessionScripts sessions)
{
    // A beat is sent three times in a lifetime.
    private const int PendingPerLifetime = 6;

    public async ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime)
    {
        var head = new ScriptHead(sessions.Now);
        head.Number(ScriptTime.Of(lifetime));
        var answer = (RedisResult[])(await link.RunAsync("renew a node", RedisScript.Beat, keys.Node(node), head.ToArray()))!;
        if (lifetime == TimeSpan.Zero)
            return new BeatOutcome(default, []);
        link.LookNowAndThen();
        var asked = (RedisResult[])answer[1]!;
        return new BeatOutcome(ScriptTime.Time((long)answer[0]), asked.Length == 0 ? [] : await FindPendingAsync(node, asked, lifetime / PendingPerLifetime));
    }

    // In a cluster a session may be where nothing can be reached. That must not make the node late: what is not known by then is asked for with the next beat.
    private async Task<IReadOnlyList<StoreSignal.Recall>> FindPendingAsync(NodeId node, RedisResult[] asked, TimeSpan patience)
    {
        var finding = Array.ConvertAll(asked, name => FindPendingAsync(node, (byte[])name!));
        await ((Task)Task.WhenAll(finding)).WaitAsync(patience, TimeProvider.System)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var (pending, over) = (new List<StoreSignal.Recall>(), new List<RedisValue> { RedisValue.Null });
        foreach (var (name, found) in asked.Zip(finding))
        {
            if (!found.IsCompletedSuccessfully)
                continue;
            if (found.Result is { } recall)
                pending.Add(recall);
            else
                over.Add((byte[])name!);
        }

        if (over.Count > 1)
            await UnaskAsync(node, over);
        return [.. pending.Take(StoreSignal.Recall.MaxAtOnce)];
    }

    private async ValueTask UnaskAsync(NodeId node, List<RedisValue> over)
    {
        try
        {
            await link.RunAsync("renew a node", RedisScript.Unask, keys.Node(node), new ScriptHead(sessions.Now).ToArray(), [.. over]);
        }
        catch (StoreException)
        {
            // The node is renewed. What nobody wants any more is found out again with the next beat.
        }
    }

    // Null for a name that is none of ours, too: it is no word of anybody.
    private async Task<StoreSignal.Recall?> FindPendingAsync(NodeId node, byte[] name)
    {
        if (RedisKeys.FindName(name) is not { } key)
            return null;
        var answer = await sessions.RunAsync("renew a node", RedisScript.Pending, key, holder =>
        {
            var head = new ScriptHead(sessions.Now, holder);
            head.Id(node.Value);
            return head.ToArray();
        });
        return (int)answer[0] == Answers.Missing ? null : new StoreSignal.Recall(key, Replies.Token(answer[1]));
    }
}
