using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>A file that is deleted, moved or replaced under the store: nothing more is acknowledged that nobody else would ever see.</summary>
public sealed class AwayTests : IDisposable
{
    private readonly TemporaryFile _file = new();
    private readonly Lines _log = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public async Task A_deleted_file_is_noticed_and_said_once(string which)
    {
        var store = Open();
        await using var owned = store;
        await store.CommitAsync(Requests.Creation(), Stop);
        File.Delete(_file.Path + which);
        await RefusesAsync(store);
        for (var beat = 0; beat < 3; beat++)
            await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.BeatAsync(NodeId.New(), TimeSpan.FromSeconds(10), Stop));
        var error = Assert.Single(_log.Errors);
        Assert.Contains(_file.Path, error);
        Assert.Contains("stop all processes", error);
        await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.ReadAsync(Requests.NewKey(), default, Stop));
    }

    [Fact]
    public async Task Two_processes_do_not_go_on_with_a_file_each()
    {
        await using var old = Open();
        var request = Requests.Creation();
        await old.CommitAsync(request, Stop);
        foreach (var file in Directory.GetFiles(_file.Folder))
            File.Delete(file);

        await using var young = _file.OpenStore();
        Assert.IsType<CommitOutcome.Committed>(await young.CommitAsync(Requests.Creation(), Stop));
        await RefusesAsync(old);
        Assert.IsType<CommitOutcome.Committed>(await young.CommitAsync(Requests.Creation(), Stop));
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () => await old.CommitAsync(Requests.Creation(), Stop));
        Assert.Contains("stop all processes", refused.Message);
        Assert.DoesNotContain(_file.Folder, refused.Message);
    }

    [Fact]
    public async Task A_file_that_is_moved_away_and_back_is_the_same_file()
    {
        await using var store = Open();
        var request = Requests.Creation();
        await store.CommitAsync(request, Stop);
        var away = _file.Folder + "-away";
        Directory.Move(_file.Folder, away);
        await RefusesAsync(store);
        Directory.Move(away, _file.Folder);
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Requests.Creation(), Stop));
        Assert.IsType<ReadOutcome.Found>(await store.ReadAsync(request.Key, default, Stop));
        Assert.Single(_log.Errors);
    }

    [Fact]
    public async Task A_copy_in_its_place_is_another_file()
    {
        await using var store = Open();
        await store.CommitAsync(Requests.Creation(), Stop);
        File.Copy(_file.Path, _file.Path + ".copy");
        File.Move(_file.Path + ".copy", _file.Path, overwrite: true);
        await RefusesAsync(store);
    }

    [Fact]
    public async Task A_file_that_stays_is_not_taken_for_another()
    {
        await using var store = Open();
        for (var number = 0; number < 300; number++)
            await store.CommitAsync(Requests.CreationOf(20_000), Stop);
        using (var other = _file.OpenDirectly())
        {
            other.Scalar("PRAGMA wal_checkpoint(TRUNCATE)");
            other.Scalar("VACUUM");
        }

        await using (var second = _file.OpenStore())
            await second.CommitAsync(Requests.Creation(), Stop);
        var until = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(until) < TimeSpan.FromMilliseconds(300))
            Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Requests.Creation(), Stop));
        Assert.Empty(_log.Errors);
    }

    public void Dispose() => _file.Dispose();

    private SqliteStore Open()
    {
        var factory = LoggerFactory.Create(logging => logging.AddProvider(_log));
        return new SqliteStore(new SqliteStoreOptions { Path = _file.Path }, TimeProvider.System, factory.CreateLogger<SqliteStore>());
    }

    // Within the time between two beats, a third of ten seconds, and what a busy machine may add.
    private static async Task RefusesAsync(SqliteStore store)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await store.CommitAsync(Requests.Creation(), Stop);
                Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(3.3 + 8));
            }
            catch (StoreRefusedException)
            {
                return;
            }
        }
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _errors = new();

        public IReadOnlyCollection<string> Errors => _errors;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
                _errors.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
