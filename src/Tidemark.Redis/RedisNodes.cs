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
    // The list of nodes may be where nothing can be reached. That must not make a node late: it is entered again with the next beat.
    private static readonly TimeSpan ListPatience = TimeSpan.FromSeconds(0.5);

    public async ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime)
    {
        // Not before it is renewed: a beat that fails writes nothing.
        var beat = await RenewAsync(node, lifetime);
        var entering = EnterAsync(node, lifetime);
        if (!entering.IsCompleted)
            await Task.WhenAny(entering, Task.Delay(ListPatience, TimeProvider.System));
        return beat;
    }

    /// <summary>The nodes in the list, as far as their lives are still known.</summary>
    public async ValueTask<IReadOnlyList<KnownNode>> ListAsync()
    {
        const string Verb = "list nodes";
        var found = (RedisResult[])(await link.RunAsync(Verb, RedisScript.Names, [keys.Nodes], new ScriptHead(null).ToArray()))!;
        var nodes = ((byte[][])found[0]!).Select(name => RedisKeys.FindNode(name)).OfType<NodeId>();
        var lives = await Task.WhenAll(nodes.Select(async node => (Node: node, Life: await LookAsync(Verb, node))));
        return
        [
            .. lives.Where(known => (long)known.Life[1] > 0)
                .Select(known => new KnownNode(known.Node, RecordTime.Time((long)known.Life[1]), TimeSpan.FromMicroseconds((long)known.Life[2]))),
        ];
    }

    private async ValueTask<NodeBeat> RenewAsync(NodeId node, TimeSpan lifetime)
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
        var life = await LookAsync(verb, node, asked is { } key ? RedisKeys.NameOf(key) : "");
        return new HolderLife(node, (int)life[0] == 1, RecordTime.Time((long)life[1]));
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

    private async Task<RedisResult[]> LookAsync(string verb, NodeId node, string word = "")
    {
        var head = new ScriptHead(clock());
        head.Text(word);
        return (RedisResult[])(await link.RunAsync(verb, RedisScript.Look, keys.Node(node), head.ToArray()))!;
    }

    private async Task EnterAsync(NodeId node, TimeSpan lifetime)
    {
        try
        {
            var head = new ScriptHead(clock());
            head.Number(RecordTime.Of(lifetime));
            head.Text(node.ToString());
            await link.RunAsync("enter a node", RedisScript.Enter, [keys.Nodes], head.ToArray());
        }
        catch (Exception failed) when (failed is StoreException or ObjectDisposedException)
        {
            // The beat itself says whether the node lives.
        }
    }
}
