using System.Collections.Concurrent;

namespace Tidemark.Sqlite;

/// <summary>A few connections that only read: in WAL mode they neither wait for the writer nor hold it up.</summary>
internal sealed class SqliteReaders(SqliteFile file, int longest) : IAsyncDisposable
{
    private static readonly int Size = Math.Clamp(Environment.ProcessorCount, 2, 8);

    private readonly SemaphoreSlim _permits = new(Size);
    private readonly ConcurrentStack<SqliteReader> _idle = new();
    private volatile bool _isDisposed;

    public async ValueTask<T> RunAsync<T>(string verb, Func<SqliteReader, T> read, CancellationToken cancellationToken)
    {
        await _permits.WaitAsync(cancellationToken);
        SqliteReader? reader = null;
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SqliteStore));
            while (_idle.TryPop(out reader) && file.IsOld(reader.Connection))
                reader.Dispose();
            reader ??= new SqliteReader(file.Open(), longest);
            file.Check(reader.Connection);
            var result = reader.Snapshot(read);
            _idle.Push(reader);
            return result;
        }
        catch (Exception exception)
        {
            reader?.Dispose();
            if (SqliteFailure.IsDamage(exception))
                file.GiveUp();
            if (SqliteFailure.Of(verb, exception) is StoreException told && told != exception)
                throw told;
            throw;
        }
        finally
        {
            _permits.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        for (var taken = 0; taken < Size; taken++)
            await _permits.WaitAsync();
        while (_idle.TryPop(out var reader))
            reader.Dispose();
        _permits.Release(Size);
    }
}
