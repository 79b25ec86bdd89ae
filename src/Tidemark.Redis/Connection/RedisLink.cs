using System.Buffers.Binary;
using StackExchange.Redis;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis.Connection;

/// <summary>Runs scripts and listens, on whatever connection there is. Beside the connection itself, nothing else of the package talks to Redis.</summary>
internal sealed class RedisLink(RedisConnection connection) : IAsyncDisposable
{
    /// <summary>Runs a script, and returns what it answered.</summary>
    /// <param name="verb">What for, as it follows "could not".</param>
    /// <param name="script">The script.</param>
    /// <param name="keys">All keys that it touches, in one slot.</param>
    /// <param name="head">Its first argument.</param>
    /// <param name="arguments">The others; the first place is the head's.</param>
    /// <exception cref="StoreUnavailableException">It did not answer, or refused.</exception>
    public async ValueTask<RedisResult> RunAsync(string verb, RedisScript script, RedisKey[] keys, byte[] head, RedisValue[]? arguments = null)
    {
        var values = arguments ?? new RedisValue[1];
        values[0] = head;
        IConnectionMultiplexer? used = null;
        try
        {
            used = await connection.OpenAsync();
            var answer = (RedisResult[])(await EvaluateAsync(used.GetDatabase(), script, keys, values))!;
            if (answer is not [var repeated, var reply] || !IsReplyTo(head, (byte[]?)repeated))
                throw new MixedReplyException();
            connection.Answered();
            return reply;
        }
        catch (Exception failed) when (RedisFailure.Of(verb, failed) is { } unavailable)
        {
            connection.Failed(used, failed);
            throw unavailable;
        }
    }

    /// <summary>Has <paramref name="receiver"/> called with what is published on a channel, until what this returns is disposed.</summary>
    /// <exception cref="StoreUnavailableException">There is no connection.</exception>
    public async ValueTask<IAsyncDisposable> ListenAsync(RedisChannel channel, Action<byte[]> receiver)
    {
        try
        {
            return await connection.ListenAsync(channel, receiver);
        }
        catch (Exception failed) when (RedisFailure.Of("listen", failed) is { } unavailable)
        {
            throw unavailable;
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    // By its hash first, which is short. A server that was restarted, or has only just become a primary, has not seen it.
    private static async Task<RedisResult> EvaluateAsync(IDatabase database, RedisScript script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await database.ScriptEvaluateAsync(script.Hash, keys, values);
        }
        catch (RedisServerException unknown) when (unknown.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await database.ScriptEvaluateAsync(script.Text, keys, values, CommandFlags.NoScriptCache);
        }
    }

    private static bool IsReplyTo(ReadOnlySpan<byte> head, byte[]? repeated) =>
        head.Slice(1, ScriptHead.NonceSize).SequenceEqual(repeated);
}
