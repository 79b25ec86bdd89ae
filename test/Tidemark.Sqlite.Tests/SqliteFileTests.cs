using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

public sealed class SqliteFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFile _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_and_its_directory_are_made_for_the_owner_only()
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("This test is about Unix permissions: run it on Unix.");
        var folder = Path.Combine(_file.Folder, "some", "data");
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(folder, "s.db") }, TimeProvider.System);
        await store.CommitAsync(Requests.Creation(), Stop);
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal([".gitignore", "s.db", "s.db-shm", "s.db-wal"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        foreach (var file in Directory.GetFiles(folder))
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData(SqliteDurability.Process, 1)]
    [InlineData(SqliteDurability.PowerLoss, 2)]
    public void Durability_sets_when_the_disk_is_flushed(SqliteDurability durability, long synchronous)
    {
        using var connection = new SqliteFile(new SqliteStoreOptions { Path = _file.Path, Durability = durability }, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance).Open();
        Assert.Equal(synchronous, connection.Scalar("PRAGMA synchronous"));
        Assert.Equal("wal", connection.Scalar("PRAGMA journal_mode"));
        Assert.Equal(3000L, connection.Scalar("PRAGMA busy_timeout"));
    }

    [Fact]
    public async Task Sessions_are_there_after_a_restart()
    {
        var request = Requests.Creation(new WholeValue("a", new byte[] { 1, 2 }));
        await using (var store = _file.OpenStore())
            await store.CommitAsync(request, Stop);
        await using var again = _file.OpenStore();
        var found = Assert.IsType<ReadOutcome.Found>(await again.ReadAsync(request.Key, StateVersion.None, Stop));
        Assert.Equal([1, 2], found.State.Changed[0].Base!.Bytes.ToArray());
        Assert.IsType<CommitOutcome.Committed>(await again.CommitAsync(request, Stop));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        var request = Requests.Creation();
        await using (var store = _file.OpenStore())
            await store.CommitAsync(request, Stop);
        using (var connection = _file.OpenDirectly())
            connection.Scalar($"UPDATE tidemark_schema SET version = {SqliteSchema.Version + 1}");

        await using var old = _file.OpenStore();
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () => await old.CommitAsync(Requests.Creation(), Stop));
        Assert.Contains("newer version of Tidemark", refused.Message);
        Assert.Contains("Update this application", refused.Message);
        await Assert.ThrowsAsync<StoreRefusedException>(async () => await old.ReadAsync(request.Key, StateVersion.None, Stop));

        using (var connection = _file.OpenDirectly())
            Assert.Equal(1L, connection.Scalar("SELECT count(*) FROM tidemark_record"));
    }

    [Fact]
    public async Task A_file_from_before_the_first_release_is_refused_and_left_as_it_is()
    {
        using (var connection = _file.OpenDirectly())
            connection.Scalar("CREATE TABLE tidemark_schema (version INTEGER NOT NULL); INSERT INTO tidemark_schema VALUES (7)");

        await using var store = _file.OpenStore();
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.CommitAsync(Requests.Creation(), Stop));
        Assert.Contains("before the first release", refused.Message);
        Assert.Contains("move the file and its -wal and -shm files away", refused.Message);
        using var after = _file.OpenDirectly();
        Assert.Equal(7L, after.Scalar("SELECT version FROM tidemark_schema"));
    }

    [Fact]
    public async Task Stores_that_make_the_file_at_once_agree_on_it()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => _file.OpenStore()).ToArray();
        var requests = stores.Select(_ => Requests.Creation()).ToArray();
        var outcomes = await Task.WhenAll(stores.Zip(requests, (store, request) => Task.Run(async () => await store.CommitAsync(request, Stop))));
        Assert.All(outcomes, outcome => Assert.IsType<CommitOutcome.Committed>(outcome));
        foreach (var request in requests)
            Assert.IsType<ReadOutcome.Found>(await stores[0].ReadAsync(request.Key, StateVersion.None, Stop));
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task Its_tables_live_beside_those_of_others()
    {
        using (var connection = _file.OpenDirectly())
            connection.Scalar("CREATE TABLE session (mine TEXT); INSERT INTO session VALUES ('kept')");
        await using (var store = _file.OpenStore())
            await store.CommitAsync(Requests.Creation(), Stop);
        using var after = _file.OpenDirectly();
        Assert.Equal("kept", after.Scalar("SELECT mine FROM session"));
    }

    [Fact]
    public async Task A_swept_session_leaves_no_row_behind()
    {
        var time = new Testing.ManualTimeProvider();
        await using (var store = new SqliteStore(new SqliteStoreOptions { Path = _file.Path }, time))
        {
            await store.BeatAsync(NodeId.New(), TimeSpan.FromMinutes(1), Stop);
            var user = UserKey.From("test", "somebody");
            for (var i = 0; i < 20; i++)
            {
                var creation = Requests.CreationOf(5000) with { User = user };
                await store.EnterUserAsync(user, creation.Key, creation.Lifetime, Stop);
                await store.CommitAsync(creation, Stop);
            }

            time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(20, await store.SweepAsync(100, Stop));
        }

        using var connection = _file.OpenDirectly();
        foreach (var table in new[] { "record", "row", "node" })
            Assert.Equal(0L, connection.Scalar($"SELECT count(*) FROM tidemark_{table}"));
    }

    [Fact]
    public async Task A_sweep_looks_only_once_at_sessions_that_were_used_meanwhile()
    {
        var time = new Testing.ManualTimeProvider();
        var request = Requests.Creation();
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = _file.Path }, time);
        await store.CommitAsync(request, Stop);
        time.Advance(TimeSpan.FromMinutes(59));
        await store.TouchAsync([new SessionUse(request.Key, TimeSpan.Zero)], Stop);
        time.Advance(TimeSpan.FromMinutes(1));
        using var connection = _file.OpenDirectly();
        var due = $"SELECT count(*) FROM tidemark_record WHERE due <= {RecordTime.Of(time.GetUtcNow())}";

        Assert.Equal(1L, connection.Scalar(due));
        Assert.Equal(0, await store.SweepAsync(10, Stop));
        Assert.Equal(0L, connection.Scalar(due));
    }

    public void Dispose() => _file.Dispose();
}
