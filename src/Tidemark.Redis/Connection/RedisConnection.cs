using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Tidemark.Redis.Connection;

/// <summary>
/// The connection: made when it is first needed, and made anew when it answers nothing any more or answers what was not asked. One that the application
/// gave is only told to look at the servers anew.
/// </summary>
internal sealed class RedisConnection(RedisStoreOptions options, EvictionCheck eviction, TimeProvider time, ILogger log) : IAsyncDisposable
{
    // A primary that is frozen, and replaced, answers nothing and closes nothing: only time-outs tell.
    private const int TimeoutsUntilRenewed = 3;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(5);

    // Guards what follows.
    private readonly Lock _gate = new();
    private readonly List<RedisListening> _listenings = [];
    private Task<IConnectionMultiplexer>? _opening;
    private Task<IConnectionMultiplexer>? _next;
    private bool _isDisposed;
    private long _looked;

    private int _timeouts;
    private volatile Exception? _trouble;

    /// <summary>Why the last try to connect to a server failed; null if none has since one succeeded. Known of the store's own connection only.</summary>
    public Exception? Trouble => _trouble;

    private bool IsOwn => options.Connect is null;

    /// <summary>The connection, whether it works at the moment or not.</summary>
    /// <exception cref="RedisEvictionException">The server is none for sessions.</exception>
    /// <exception cref="RedisConnectionException">It is still being made, and takes longer than a call may.</exception>
    public ValueTask<IConnectionMultiplexer> OpenAsync()
    {
        var opening = Opening();
        return opening.IsCompletedSuccessfully && eviction.IsDone ? new ValueTask<IConnectionMultiplexer>(opening.Result) : CheckAsync(opening);
    }

    /// <summary>The host starts: connects, with more patience than a call has, and looks whether the servers are fit for sessions.</summary>
    /// <exception cref="RedisEvictionException">The server is none for sessions.</exception>
    public async ValueTask StartAsync()
    {
        var multiplexer = await WaitAsync(Opening(), StartTimeout);
        if (multiplexer.IsConnected)
            await eviction.EnsureAsync(multiplexer);
    }

    /// <summary>A call was answered.</summary>
    public void Answered()
    {
        if (Volatile.Read(ref _timeouts) != 0)
            Volatile.Write(ref _timeouts, 0);
    }

    /// <summary>A node beats: it is time to look now and then whether the servers are still fit for sessions.</summary>
    public void LookNowAndThen()
    {
        Task<IConnectionMultiplexer>? opening;
        lock (_gate)
            opening = _isDisposed ? null : _opening;
        if (opening is { IsCompletedSuccessfully: true })
            eviction.LookNowAndThen(opening.Result);
    }

    /// <summary>A call failed.</summary>
    public void Failed(IConnectionMultiplexer? used, Exception failed)
    {
        if (used is null || failed is not (TimeoutException or RedisConnectionException or MixedReplyException))
            return;
        var isOut = failed is TimeoutException && Interlocked.Increment(ref _timeouts) >= TimeoutsUntilRenewed;
        if (IsOwn && (isOut || failed is MixedReplyException))
            Renew(used, failed);
        if (failed is not MixedReplyException)
            LookAgain(used);
    }

    public async ValueTask<IAsyncDisposable> ListenAsync(RedisChannel channel, Action<byte[]> receiver)
    {
        var listening = new RedisListening(channel, receiver, Forget);
        await listening.SubscribeAsync(await OpenAsync());
        lock (_gate)
            _listenings.Add(listening);
        return listening;
    }

    public async ValueTask DisposeAsync()
    {
        Task<IConnectionMultiplexer>? opening;
        lock (_gate)
        {
            _isDisposed = true;
            opening = _opening;
        }

        if (IsOwn && opening is not null)
            await CloseAsync(opening);
    }

    private Task<IConnectionMultiplexer> Opening()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(RedisStore));
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
                _opening = Connecting();
            return _opening;
        }
    }

    private async ValueTask<IConnectionMultiplexer> CheckAsync(Task<IConnectionMultiplexer> opening)
    {
        var multiplexer = await WaitAsync(opening, options.CallTimeout);
        await eviction.EnsureAsync(multiplexer);
        return multiplexer;
    }

    private static async Task<IConnectionMultiplexer> WaitAsync(Task<IConnectionMultiplexer> opening, TimeSpan patience)
    {
        try
        {
            return await opening.WaitAsync(patience, TimeProvider.System);
        }
        catch (TimeoutException) when (!opening.IsCompleted)
        {
            throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "The connection is still being made.");
        }
    }

    private void Forget(RedisListening listening)
    {
        lock (_gate)
            _listenings.Remove(listening);
    }

    // The client connects within the call if it can, and so may whoever gave a connection.
    private Task<IConnectionMultiplexer> Connecting() => Task.Run(ConnectAsync);

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        if (options.Connect is { } connect)
            return await connect();
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(OwnOptions());

        // Errors of calls say that there is no connection, and not always why.
        multiplexer.ConnectionFailed += (_, failed) => _trouble = failed.Exception;
        multiplexer.ConnectionRestored += (_, _) => _trouble = null;
        return multiplexer;
    }

    private ConfigurationOptions OwnOptions()
    {
        var own = ConfigurationOptions.Parse(options.Configuration);
        own.AbortOnConnectFail = false;

        // The client goes on trying by itself. More rounds before it is handed out only put off that anybody learns why they fail.
        own.ConnectRetry = 1;
        own.ClientName ??= "tidemark";
        own.AsyncTimeout = own.SyncTimeout = (int)options.CallTimeout.TotalMilliseconds;

        // The oldest clients that will do negotiate TLS in blocking calls without a limit: a server that stays silent would keep them for ever.
        own.BeforeSocketConnect = (_, _, socket) => socket.ReceiveTimeout = own.ConnectTimeout;

        // The core sends again what was not sent; what waits for a connection here would be sent when nobody wants it any more.
        own.BacklogPolicy = BacklogPolicy.FailFast;
        return own;
    }

    private void Renew(IConnectionMultiplexer used, Exception why)
    {
        Task<IConnectionMultiplexer> old, next;
        lock (_gate)
        {
            if (_isDisposed || _opening is not { IsCompletedSuccessfully: true } || _opening.Result != used)
                return;
            var isUnderWay = _next is not null;
            (old, next) = (_opening, _next ??= Connecting());

            // Other servers of a cluster still answer on the old one, until the new one is there, which takes seconds while one of them is frozen. But
            // what answers other calls is out at once.
            if (why is MixedReplyException)
                _opening = next;
            if (isUnderWay)
                return;
        }

        log.LogWarning(why, "The connection to Redis is made anew, because it answers nothing, or what was not asked.");
        _ = RenewAsync(old, next);
    }

    private async Task RenewAsync(Task<IConnectionMultiplexer> old, Task<IConnectionMultiplexer> next)
    {
        try
        {
            var opened = await next;
            foreach (var listening in Replace(next))
                await listening.SubscribeAsync(opened);
        }
        catch (Exception failed)
        {
            // Signals are hints: until they come again, beats bring what they would have brought.
            log.LogWarning(failed, "A node does not hear what others want of it until Redis can be reached again.");
        }

        foreach (var over in Finish(old, next))
            await CloseAsync(over);
    }

    /// <summary>The new connection is there. Returns who listens.</summary>
    private RedisListening[] Replace(Task<IConnectionMultiplexer> next)
    {
        lock (_gate)
        {
            _opening = next;
            Volatile.Write(ref _timeouts, 0);
            return _isDisposed ? [] : [.. _listenings];
        }
    }

    /// <summary>Another may be made from now on. Returns what nobody uses any more.</summary>
    private Task<IConnectionMultiplexer>[] Finish(Task<IConnectionMultiplexer> old, Task<IConnectionMultiplexer> next)
    {
        lock (_gate)
        {
            _next = null;
            return _isDisposed ? [old, next] : _opening == old ? [] : [old];
        }
    }

    private void LookAgain(IConnectionMultiplexer used)
    {
        lock (_gate)
        {
            if (_looked != 0 && time.GetElapsedTime(_looked) < BetweenLooks)
                return;
            _looked = time.GetTimestamp();
        }

        _ = LookAgainAsync(used);
    }

    private async Task LookAgainAsync(IConnectionMultiplexer used)
    {
        try
        {
            await used.ConfigureAsync();
        }
        catch (Exception failed)
        {
            log.LogDebug(failed, "Redis did not say which servers there are.");
        }
    }

    private static async Task CloseAsync(Task<IConnectionMultiplexer> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (opening.IsCompletedSuccessfully)
            await opening.Result.DisposeAsync();
    }
}
