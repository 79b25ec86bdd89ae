using System.Runtime.CompilerServices;
using StackExchange.Redis;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>Writes the head of a script, with what is known of the holder's life.</summary>
internal delegate byte[] WriteHead(HolderLife? holder);

/// <summary>
/// Runs the scripts of sessions. Whether the holder of a lease is alive is in another slot, where a script of the session cannot see it. It is asked for only
/// where the answer hangs on it: then the script says so instead, having written nothing, and is run again with what was learnt.
/// </summary>
internal sealed class SessionScripts(RedisLink link, RedisKeys keys, Func<long?> clock)
{
    private const int Ask = 0;

    // A session changes hands in between, once in a while; never so often.
    private const int MostLooks = 5;

    /// <summary>What a test says what time it is; null for the server's own clock.</summary>
    public long? Now => clock();

    /// <summary>Runs a script on a session, which says first of what sort its answer is.</summary>
    /// <exception cref="StoreException">It did not answer, or refused.</exception>
    public async ValueTask<RedisResult[]> RunAsync(
        string verb, RedisScript script, StateKey key, WriteHead head, SlotKeys touched = SlotKeys.Session, bool wants = false) =>
        (RedisResult[])(await AskAsync(verb, script, key, head, null, touched, wants))!;

    /// <summary>The same for a script that has a quick path, which answers in one text: see <see cref="QuickReply"/>.</summary>
    /// <exception cref="StoreException">It did not answer, or refused.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RedisResult> AskAsync(
        string verb, RedisScript script, StateKey key, WriteHead head, RedisValue[]? arguments = null, SlotKeys touched = SlotKeys.Session, bool wants = false)
    {
        var (session, index) = keys.Session(key);
        RedisKey[] names = touched == SlotKeys.Session ? [session] : [session, index];
        HolderLife? holder = null;
        for (var look = 0; look < MostLooks; look++)
        {
            var reply = await link.RunAsync(verb, script, names, head(holder), arguments);
            if (QuickReply.Is(reply))
                return reply;
            var answer = (RedisResult[])reply!;
            if ((int)answer[0] != Ask)
                return reply;
            holder = await LookAsync(verb, Replies.Node(answer[1]), (byte[])answer[2]!, wants ? key : null);
        }

        throw new StoreRefusedException($"The Redis store could not {verb}: the session changed hands {MostLooks} times meanwhile. Nothing was written.")
        {
            MayPassSoon = true,
        };
    }

    /// <summary>Whether a holder is alive; if so, and a session is named, its beats will tell it that the session is wanted.</summary>
    public async ValueTask<HolderLife> LookAsync(string verb, NodeId node, ReadOnlyMemory<byte> token, StateKey? wanted)
    {
        var head = new ScriptHead(Now);
        if (wanted is { } key)
            head.Text(RedisKeys.NameOf(key.Bytes));
        var answer = (RedisResult[])(await link.RunAsync(verb, RedisScript.Look, keys.Node(node), head.ToArray()))!;
        return new HolderLife(node, token.IsEmpty ? token : token[..16], (int)answer[0] == 1, (long)answer[1]);
    }
}

/// <summary>Which keys of a session's slot a script is given.</summary>
internal enum SlotKeys
{
    /// <summary>The session alone.</summary>
    Session,

    /// <summary>The index of its bucket, too.</summary>
    SessionAndIndex,
}
