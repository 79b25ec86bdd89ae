using System.Runtime.CompilerServices;
using StackExchange.Redis;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis.Connection;

/// <summary>One call of a script.</summary>
internal static class ScriptCall
{
    /// <param name="database">Where.</param>
    /// <param name="script">The script.</param>
    /// <param name="keys">All keys that it touches, in one slot.</param>
    /// <param name="head">Its first argument.</param>
    /// <param name="arguments">The others; the first place is the head's.</param>
    /// <exception cref="MixedReplyException">The reply was to another call.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<RedisResult> RunAsync(
        IDatabase database, RedisScript script, RedisKey[] keys, byte[] head, RedisValue[]? arguments = null)
    {
        var values = arguments ?? new RedisValue[1];
        values[0] = head;
        RedisResult answer;
        try
        {
            // By its hash first, which is short. A server that was restarted, or has only just become a primary, has not seen it.
            answer = await database.ScriptEvaluateAsync(script.Hash, keys, values);
        }
        catch (RedisServerException unknown) when (unknown.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            answer = await database.ScriptEvaluateAsync(script.Text, keys, values, CommandFlags.NoScriptCache);
        }

        return Reply(answer, head.AsSpan(1, ScriptHead.NonceSize));
    }

    // Two parts; or one text, if a quick path answered.
    private static RedisResult Reply(RedisResult answer, ReadOnlySpan<byte> nonce)
    {
        if (answer.Resp2Type == ResultType.BulkString && ((byte[])answer!).AsSpan().StartsWith(nonce))
            return answer;
        return answer.Resp2Type == ResultType.Array && (RedisResult[])answer! is [var repeated, var reply] && nonce.SequenceEqual((byte[]?)repeated)
            ? reply
            : throw new MixedReplyException();
    }
}
