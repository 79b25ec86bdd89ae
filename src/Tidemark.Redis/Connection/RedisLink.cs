using System.Runtime.CompilerServices;
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
    /// <exception cref="StoreException">It did not answer, or refused.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RedisResult> RunAsync(string verb, RedisScript script, RedisKey[] keys, byte[] head, RedisValue[]? arguments = null)
    {
        IConnectionMultiplexer? used = null;
        try
        {
            used = await connection.OpenAsync();
            var reply = await ScriptCall.RunAsync(used.GetDatabase(), script, keys, head, arguments);
            connection.Answered();
            return reply;
        }
        catch (Exception failed) when (RedisFailure.Of(verb, failed, connection.Trouble) is { } unavailable)
        {
            connection.Failed(used, failed);
            throw unavailable;
        }
    }

    /// <summary>Has <paramref name="receiver"/> called with what is published on a channel, until what this returns is disposed.</summary>
    /// <exception cref="StoreException">There is no connection.</exception>
    public async ValueTask<IAsyncDisposable> ListenAsync(RedisChannel channel, Action<byte[]> receiver)
    {
        try
        {
            return await connection.ListenAsync(channel, receiver);
        }
        catch (Exception failed) when (RedisFailure.Of("listen", failed, connection.Trouble) is { } unavailable)
        {
            throw unavailable;
        }
    }

    /// <summary>To be called with each beat.</summary>
    public void LookNowAndThen() => connection.LookNowAndThen();

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
