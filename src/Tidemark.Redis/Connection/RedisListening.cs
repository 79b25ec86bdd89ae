using StackExchange.Redis;

namespace Tidemark.Redis.Connection;

/// <summary>Who listens to a channel, on one connection after the other.</summary>
internal sealed class RedisListening(RedisChannel channel, Action<byte[]> receiver, Action<RedisListening> forget) : IAsyncDisposable
{
    private volatile ISubscriber? _subscriber;
    private volatile bool _isOver;

    public async Task SubscribeAsync(IConnectionMultiplexer connection)
    {
        if (_isOver)
            return;
        var subscriber = connection.GetSubscriber();
        await subscriber.SubscribeAsync(channel, Receive);
        _subscriber = subscriber;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isOver)
            return;
        _isOver = true;
        forget(this);
        try
        {
            if (_subscriber is { } subscriber)
                await subscriber.UnsubscribeAsync(channel, Receive);
        }
        catch (Exception)
        {
            // What still comes is passed over. A connection that is cut in this very moment throws whatever its parts throw.
        }
    }

    private void Receive(RedisChannel from, RedisValue message)
    {
        if (!_isOver && (byte[]?)message is { } bytes)
            receiver(bytes);
    }
}
