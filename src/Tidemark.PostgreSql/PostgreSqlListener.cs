using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tidemark.PostgreSql;

/// <summary>
/// One connection that listens for the nodes of a store. Each beat checks it, and replaces it if it was lost; what was notified meanwhile comes with the beats.
/// </summary>
internal sealed class PostgreSqlListener(PostgreSqlLink link, ILogger log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<NodeId, Action<StoreSignal>> _receivers = new();

    // Guards which step is the last. Each waits for the one before, and what follows belongs to the one that runs.
    private readonly Lock _gate = new();
    private Task _step = Task.CompletedTask;

    private NpgsqlConnection? _connection;
    private CancellationTokenSource _pause = new();
    private Task _waiting = Task.CompletedTask;
    private bool _isDisposed;

    public async ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver)
    {
        _receivers[node] = receiver;
        var listening = new Listening(_receivers, new KeyValuePair<NodeId, Action<StoreSignal>>(node, receiver));
        try
        {
            await EnsureAsync();
            return listening;
        }
        catch (Exception failed)
        {
            await listening.DisposeAsync();
            if (PostgreSqlFailure.Of("listen", failed, isSent: false) is { } told)
                throw told;
            throw;
        }
    }

    /// <summary>A node beats: it is time to see whether the connection still listens. Does not wait for that.</summary>
    public void Check()
    {
        if (!_receivers.IsEmpty)
            _ = CheckAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Task last;
        lock (_gate)
            last = _step = EndAsync(_step);
        await last;
    }

    private async Task CheckAsync()
    {
        try
        {
            await EnsureAsync();
        }
        catch (Exception failed) when (failed is ObjectDisposedException || PostgreSqlFailure.Of("listen", failed, isSent: false) is not null)
        {
            log.LogDebug(failed, "The store does not hear what is notified until PostgreSQL can be reached again.");
        }
    }

    private Task EnsureAsync()
    {
        lock (_gate)
            return _step = EnsureAsync(_step);
    }

    private async Task EnsureAsync(Task before)
    {
        await PauseAsync(before);
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(PostgreSqlStore));
        if (_connection is null || !await TryListenAsync(_connection))
            _connection = await OpenAsync();
        _pause = new CancellationTokenSource();
        _waiting = WaitAsync(_connection, _pause.Token);
    }

    private async Task EndAsync(Task before)
    {
        await PauseAsync(before);
        _isDisposed = true;
        _receivers.Clear();

        // The pool may be the application's, and hands the connection on.
        if (_connection is not null && await TryListenAsync(_connection))
            await _connection.DisposeAsync();
        _connection = null;
    }

    private async Task PauseAsync(Task before)
    {
        await before.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _pause.Cancel();
        await _waiting;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = await link.OpenAsync();
        try
        {
            connection.Notification += (_, notified) => Receive(notified);
            await ListenAsync(connection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Whether the connection is still there. If not, it is given back.
    private async Task<bool> TryListenAsync(NpgsqlConnection connection)
    {
        try
        {
            await ListenAsync(connection);
            return true;
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException or IOException)
        {
            log.LogWarning(lost, "The connection on which the store listens was lost, and is replaced.");
            _connection = null;
            await connection.DisposeAsync();
            return false;
        }
    }

    // One transaction: what is listened on before and after is not missed between.
    private Task ListenAsync(NpgsqlConnection connection) => link.RunAsync(
        "UNLISTEN *;" + string.Concat(_receivers.Keys.Select(node => $"LISTEN {NotifiedSignal.ChannelOf(node)};")), connection);

    private static async Task WaitAsync(NpgsqlConnection connection, CancellationToken pause)
    {
        try
        {
            while (true)
                await connection.WaitAsync(pause);
        }
        catch (Exception ended) when (ended is OperationCanceledException or NpgsqlException or InvalidOperationException or IOException)
        {
            // Paused; or lost, which the next check finds out.
        }
    }

    private void Receive(NpgsqlNotificationEventArgs notified)
    {
        foreach (var (node, receiver) in _receivers)
        {
            if (NotifiedSignal.ChannelOf(node) == notified.Channel && NotifiedSignal.Read(notified.Payload) is { } signal)
                receiver(signal);
        }
    }

    private sealed class Listening(
        ConcurrentDictionary<NodeId, Action<StoreSignal>> receivers, KeyValuePair<NodeId, Action<StoreSignal>> own) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            receivers.TryRemove(own);
            return default;
        }
    }
}
