using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>What the store does when the file fails it: it says so, and goes on by itself when that is over.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly TemporaryFile _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_refuses_writes_serves_reads_and_loses_nothing()
    {
        using var disk = new TinyDisk();
        var (path, ballast) = (Path.Combine(disk.Folder, "s.db"), Path.Combine(disk.Folder, "ballast"));
        await File.WriteAllBytesAsync(ballast, new byte[800_000], Stop);
        var committed = new List<CommitRequest>();
        await using (var store = new SqliteStore(new SqliteStoreOptions { Path = path }, TimeProvider.System))
        {
            StoreRefusedException? full = null;
            for (var i = 0; i < 100 && full is null; i++)
            {
                var request = Requests.CreationOf(50_000);
                full = (StoreRefusedException?)await Record.ExceptionAsync(async () => await store.CommitAsync(request, Stop));
                if (full is null)
                    committed.Add(request);
            }

            Assert.NotNull(full);
            Assert.Contains("disk is full", full.Message);
            Assert.Equal(13, Assert.IsType<SqliteException>(full.InnerException).SqliteErrorCode);
            Assert.NotEmpty(committed);
            await AssertFoundAsync(store, committed);

            File.Delete(ballast);
            var after = Requests.CreationOf(50_000);
            Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(after, Stop));
            await AssertFoundAsync(store, [.. committed, after]);
        }

        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Assert.Equal("ok", connection.Scalar("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_file_locked_for_too_long_is_an_error_in_time_and_works_again_after()
    {
        await using var store = _file.OpenStore(TimeSpan.FromMilliseconds(500));
        await store.CommitAsync(Requests.Creation(), Stop);
        using (var other = _file.OpenDirectly())
        {
            other.Scalar("BEGIN IMMEDIATE");
            var started = Stopwatch.GetTimestamp();
            var commits = Enumerable.Range(0, 200).Select(_ => store.CommitAsync(Requests.Creation(), Stop).AsTask()).ToArray();
            foreach (var commit in commits)
            {
                var locked = await Assert.ThrowsAsync<StoreRefusedException>(() => commit);
                Assert.Contains("could not commit a session: another process kept the file locked", locked.Message);
                Assert.IsType<SqliteException>(locked.InnerException);
            }

            // Not two hundred times the timeout, which is 100 s: those that wait together fail together. The rest is for a busy machine.
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(450), TimeSpan.FromSeconds(50));
        }

        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Requests.Creation(), Stop));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_an_error_until_it_is_gone()
    {
        await File.WriteAllTextAsync(_file.Path, new string('x', 10_000), Stop);
        await using var store = _file.OpenStore();
        var request = Requests.Creation();
        var damaged = await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.CommitAsync(request, Stop));
        Assert.Contains("damaged", damaged.Message);
        damaged = await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.ReadAsync(request.Key, StateVersion.None, Stop));
        Assert.Contains("could not read a session", damaged.Message);

        File.Delete(_file.Path);
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, Stop));
        Assert.IsType<ReadOutcome.Found>(await store.ReadAsync(request.Key, StateVersion.None, Stop));
    }

    [Fact]
    public async Task A_page_that_rots_while_the_store_runs_is_an_error_and_a_restored_copy_heals_it()
    {
        var request = Requests.CreationOf(100_000);
        await using var store = _file.OpenStore();
        await store.CommitAsync(request, Stop);
        using (var other = _file.OpenDirectly())
        {
            // Another's write makes the store forget the pages it has in memory.
            other.Scalar("UPDATE tidemark_schema SET version = version");
            other.Scalar("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        var copy = await File.ReadAllBytesAsync(_file.Path, Stop);
        var rotten = copy.ToArray();
        rotten.AsSpan(4096).Fill(0xff);
        await File.WriteAllBytesAsync(_file.Path, rotten, Stop);
        var damaged = await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.CommitAsync(Requests.Creation(), Stop));
        Assert.Contains("damaged", damaged.Message);

        foreach (var file in Directory.GetFiles(_file.Folder))
            File.Delete(file);
        await File.WriteAllBytesAsync(_file.Path, copy, Stop);
        var after = Requests.Creation();
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(after, Stop));

        await using var witness = _file.OpenStore();
        Assert.IsType<ReadOutcome.Found>(await witness.ReadAsync(request.Key, StateVersion.None, Stop));
        Assert.IsType<ReadOutcome.Found>(await witness.ReadAsync(after.Key, StateVersion.None, Stop));
    }

    [Fact]
    public async Task A_path_that_cannot_be_made_is_an_error_until_it_can()
    {
        var blocked = Path.Combine(_file.Folder, "blocked");
        await File.WriteAllTextAsync(blocked, "a file where a directory should be", Stop);
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(blocked, "s.db") }, TimeProvider.System);
        var failed = await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.CommitAsync(Requests.Creation(), Stop));
        Assert.Contains("cannot be opened or made", failed.Message);
        Assert.DoesNotContain(_file.Folder, failed.Message);
        File.Delete(blocked);
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Requests.Creation(), Stop));
    }

    [Theory]
    [InlineData(5, "locked")]
    [InlineData(8, "write access")]
    [InlineData(8 | (1 << 8), "write access")]
    [InlineData(10, "Check the disk")]
    [InlineData(11, "restore a copy")]
    [InlineData(13, "Free some space")]
    [InlineData(14, "Check that Path")]
    [InlineData(1, "inner exception")]
    public void Every_failure_names_the_verb_and_the_remedy_and_keeps_the_cause(int code, string remedy)
    {
        var cause = new SqliteException("cause", code);
        var failure = Assert.IsType<StoreRefusedException>(SqliteFailure.Of("do it", cause));
        Assert.StartsWith("The SQLite store could not do it: ", failure.Message);
        Assert.Contains(remedy, failure.Message);
        Assert.Same(cause, failure.InnerException);
    }

    // Whether a commit that fails was undone is not known of every failure: then whoever sent it asks again under the same id.
    [Theory]
    [InlineData(10, true, false)]
    [InlineData(11, true, false)]
    [InlineData(5, true, true)]
    [InlineData(13, true, true)]
    [InlineData(8, true, true)]
    [InlineData(10, false, true)]
    [InlineData(5, false, true)]
    public void Only_what_was_certainly_not_written_is_refused(int code, bool isCommitting, bool isRefused) =>
        Assert.Equal(isRefused, SqliteFailure.Of("commit", new SqliteException("cause", code), isCommitting) is StoreRefusedException);

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(10, true)]
    [InlineData(10 | (3 << 8), true)]
    [InlineData(15, true)]
    [InlineData(8, false)]
    [InlineData(13, false)]
    [InlineData(14, false)]
    public void What_another_process_or_a_disk_does_for_a_moment_is_worth_another_try(int code, bool mayPass) => Assert.Equal(
        mayPass, Assert.IsType<StoreRefusedException>(SqliteFailure.Of("commit", new SqliteException("cause", code))).MayPassSoon);

    public void Dispose() => _file.Dispose();

    private static async Task AssertFoundAsync(SqliteStore store, IEnumerable<CommitRequest> requests)
    {
        foreach (var request in requests)
        {
            var found = Assert.IsType<ReadOutcome.Found>(await store.ReadAsync(request.Key, StateVersion.None, Stop));
            Assert.Equal(50_000, found.State.Changed[0].Base!.Bytes.Length);
        }
    }
}
