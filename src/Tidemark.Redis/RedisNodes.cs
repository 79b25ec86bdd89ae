using StackExchange.Redis;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>
/// The lives of nodes, and what others left word of with them. Each node is in a slot of its own: no script of a record can see it, and what is said of it
/// comes before or after.
/// </summary>
internal sealed class RedisNodes(RedisLink link, RedisKeys keys, Func<long?> clock)
{
    public async ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime)
    {
        var head = new ScriptHead(clock());
        head.Number(RecordTime.Of(lifetime));
        var answer = (RedisResult[])(await link.RunAsync("renew a node", RedisScript.Beat, keys.Node(node), head.ToArray()))!;
        if (lifetime == TimeSpan.Zero)
            return new NodeBeat(default, []);
        link.LookNowAndThen();
        var asked = (RedisResult[])answer[1]!;
        return new NodeBeat(
            RecordTime.Time((long)answer[0]), asked.Length == 0 ? [] : [.. asked.Select(name => RedisKeys.FindRecord((byte[])name!)).OfType<RecordKey>()]);
    }

    /// <summary>Takes back the word that was left of some records.</summary>
    public async ValueTask SettleAsync(NodeId node, IReadOnlyCollection<RecordKey> records)
    {
        RedisValue[] arguments = [RedisValue.Null, .. records.Select(key => (RedisValue)RedisKeys.NameOf(key))];
        await link.RunAsync("renew a node", RedisScript.Settle, keys.Node(node), new ScriptHead(clock()).ToArray(), arguments);
    }

    /// <summary>Whether a node is alive. If so, and a record is named, its beats will tell it that there is something to hear of it.</summary>
    public async ValueTask<HolderLife> LookAsync(string verb, NodeId node, RecordKey? asked)
    {
        var head = new ScriptHead(clock());
        if (asked is { } key)
            head.Text(RedisKeys.NameOf(key));
        var answer = (RedisResult[])(await link.RunAsync(verb, RedisScript.Look, keys.Node(node), head.ToArray()))!;
        return new HolderLife(node, (int)answer[0] == 1, RecordTime.Time((long)answer[1]));
    }

    /// <summary>Leaves word with a node. If that fails, those who wait leave it when they ask again.</summary>
    public async ValueTask LeaveWordAsync(string verb, NodeId node, RecordKey asked)
    {
        try
        {
            await LookAsync(verb, node, asked);
        }
        catch (StoreException)
        {
            // What the caller asked for is done.
        }
    }
}
