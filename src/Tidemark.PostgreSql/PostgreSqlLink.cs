using System.Runtime.CompilerServices;
using Npgsql;

namespace Tidemark.PostgreSql;

/// <summary>Runs statements on connections of a pool, each in a transaction of its own.</summary>
internal sealed class PostgreSqlLink(PostgreSqlStoreOptions options) : IAsyncDisposable
{
    private readonly PostgreSqlSchema _schema = new(options.Schema, options.CreatesTables);
    private readonly NpgsqlDataSource _source = options.DataSource?.Invoke() ?? Pool(options);
    private volatile bool _isReady;
    private volatile bool _isDisposed;

    /// <summary>Checks that the tables are there, and makes them if it may.</summary>
    /// <exception cref="StoreException">They are not, or the server cannot be reached.</exception>
    public async ValueTask StartAsync(string verb = "start")
    {
        try
        {
            await using var connection = await OpenAsync();
            await _schema.EnsureAsync(connection);
            _isReady = true;
        }
        catch (Exception failed) when (PostgreSqlFailure.Of(verb, failed, isSent: false) is { } told)
        {
            throw told;
        }
    }

    /// <summary>Runs a statement, and reads what it returns.</summary>
    /// <param name="verb">What for, as it follows "could not".</param>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">$1 and those that follow.</param>
    /// <param name="read">Reads the rows.</param>
    /// <exception cref="StoreException">It was not done, or that is not known.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> RunAsync<T>(string verb, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, Task<T>> read)
    {
        if (!_isReady)
            await StartAsync(verb);
        var isSent = false;
        try
        {
            await using var connection = await OpenAsync();
            await using var command = Command(sql, connection);
            command.Parameters.AddRange(parameters);
            if (options.Prepares)
                await command.PrepareAsync();
            isSent = true;
            await using var reader = await command.ExecuteReaderAsync();
            var answer = await read(reader);

            // The transaction is committed after the last row, and may fail then.
            await reader.NextResultAsync();
            return answer;
        }
        catch (Exception failed) when (PostgreSqlFailure.Of(verb, failed, isSent) is { } told)
        {
            throw told;
        }
    }

    /// <summary>Runs statements on a connection that is held.</summary>
    public async Task RunAsync(string sql, NpgsqlConnection connection)
    {
        await using var command = Command(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A connection of the pool.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(PostgreSqlStore));
        return _source.OpenConnectionAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        if (options.DataSource is null)
            await _source.DisposeAsync();
    }

    private static int Seconds(PostgreSqlStoreOptions options) => (int)Math.Ceiling(options.CallTimeout.TotalSeconds);

    // What the application says comes later, and counts. Npgsql waits 15 seconds for a connection, and two more for a call that it has cancelled: the core asks
    // again long before. It opens 100 connections, which is all that a server takes. And the store changes nothing of one that would have to be reset.
    private static NpgsqlDataSource Pool(PostgreSqlStoreOptions options) => NpgsqlDataSource.Create(
        $"Application Name=Tidemark;Maximum Pool Size=20;Timeout={Seconds(options)};Cancellation Timeout=500;No Reset On Close=true;"
        + options.ConnectionString);

    private NpgsqlCommand Command(string sql, NpgsqlConnection connection) => new(sql, connection) { CommandTimeout = Seconds(options) };
}
