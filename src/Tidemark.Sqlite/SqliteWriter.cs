using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Tidemark.Sqlite;

/// <summary>
/// The one writer of a store. Verbs queue; it takes all that wait, up to 128, does them in one transaction, and only then answers:
/// so the cost of a commit is shared by those that come together, and one that comes alone waits for nobody.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxBatch = 128;
    private const int MaxWaiting = 1024;

    private readonly SqliteFile _file;
    private readonly Neighbours _neighbours;
    private readonly TimeProvider _time;
    private readonly WriteTurn _turn;
    private readonly Channel<SqliteOperation> _queue = Channel.CreateBounded<SqliteOperation>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    // Only the loop touches these.
    private readonly List<SqliteOperation> _batch = new(MaxBatch);
    private SqliteTables? _tables;

    // Whether the last transaction came to its commit.
    private bool _isCommitting;

    private readonly int _longest;
    private readonly Task _loop;

    /// <summary>Begins to wait for operations.</summary>
    /// <param name="file">The file.</param>
    /// <param name="neighbours">Told when somebody else wrote to the file.</param>
    /// <param name="time">The clock of the sessions.</param>
    /// <param name="longest">As for <see cref="SqliteReader"/>.</param>
    public SqliteWriter(SqliteFile file, Neighbours neighbours, TimeProvider time, int longest)
    {
        (_file, _neighbours, _time, _turn, _longest) = (file, neighbours, time, new WriteTurn(file.BusyTimeout), longest);
        _loop = LoopAsync();
    }

    /// <summary>How many operations wait for the current transaction to end.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>How many transactions were committed.</summary>
    public long Transactions { get; private set; }

    /// <summary>How many operations were in them.</summary>
    public long Operations { get; private set; }

    /// <summary>Has <paramref name="body"/> done in a transaction, and answers after the commit.</summary>
    public async Task<T> RunAsync<T>(string verb, Func<SqliteTables, DateTimeOffset, T> body, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new SqliteOperation<T>(verb, body, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(operation, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteStore));
        }

        return await operation.Completion;
    }

    /// <summary>Does what still waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        _tables?.Dispose();
        _tables = null;
    }

    private async Task LoopAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (_batch.Count < MaxBatch && _queue.Reader.TryRead(out var operation))
            {
                if (operation.Begin())
                    _batch.Add(operation);
            }

            await WriteAsync(_batch);
            _batch.Clear();
            _turn.Leave();
        }
    }

    private async Task WriteAsync(List<SqliteOperation> batch)
    {
        if (await TryCommitAsync(batch) is not { } failure)
            return;

        // A file that is locked is so for all, and nobody knows of any what a commit did that failed; other failures may be one operation's own, and must not
        // become its neighbours'.
        if (batch.Count == 1 || SqliteFailure.IsBusy(failure) || (_isCommitting && !SqliteFailure.IsUndone(failure)))
        {
            var wasCommitting = _isCommitting;
            batch.ForEach(operation => operation.Fail(SqliteFailure.Of(operation.Verb, failure, wasCommitting)));
            return;
        }

        foreach (var operation in batch)
        {
            if (await TryCommitAsync([operation]) is { } own)
                operation.Fail(SqliteFailure.Of(operation.Verb, own, _isCommitting));
        }
    }

    private async Task<Exception?> TryCommitAsync(List<SqliteOperation> batch)
    {
        if (batch.Count == 0)
            return null;
        try
        {
            _isCommitting = false;
            _tables ??= new SqliteTables(_file.Open(), _longest);
            _file.Check(_tables.Reader.Connection);
            await _turn.TakeAsync(_tables);
            _neighbours.Look(_tables);
            foreach (var operation in batch)
                operation.Apply(_tables, _time.GetUtcNow());
            _isCommitting = true;
            _tables.Commit();
        }
        catch (Exception exception)
        {
            Undo(exception);
            return exception;
        }

        Transactions++;
        Operations += batch.Count;
        batch.ForEach(operation => operation.Complete());
        return null;
    }

    private void Undo(Exception exception)
    {
        try
        {
            _tables?.Rollback();
            if (SqliteFailure.SparesConnection(exception))
                return;
        }
        catch (SqliteException)
        {
            // Closing the connection undoes the transaction as well.
        }

        _tables?.Dispose();
        _tables = null;
        if (SqliteFailure.IsDamage(exception))
            _file.GiveUp();
    }
}
