using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Sqlite.Tests;

/// <summary>What chains of bases and patches are in the file.</summary>
public sealed class ChainFileTests : IDisposable
{
    private readonly TemporaryFile _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_attributes_of_an_older_file_become_bases()
    {
        var request = Requests.Creation(new WholeValue("a", new byte[] { 1, 2 }), new WholeValue("b", new byte[5000])) with { Then = AfterCommit.Keep };
        await using (var store = _file.OpenStore())
            await store.CommitAsync(request, Stop);
        using (var connection = _file.OpenDirectly())
        {
            connection.Scalar("DROP TABLE tidemark_tombstone");
            connection.Scalar("DROP INDEX tidemark_session_recalled");
            connection.Scalar("DROP INDEX tidemark_session_tell");
            connection.Scalar("DROP TABLE tidemark_user");
            foreach (var column in new[] { "user", "tell", "ended", "reason", "claimed_until" })
                connection.Scalar($"ALTER TABLE tidemark_session DROP COLUMN {column}");
            connection.Scalar("CREATE INDEX tidemark_session_waiting ON tidemark_session (holder) WHERE waiters IS NOT NULL");
            connection.Scalar("DROP TABLE tidemark_payload_schema");
            connection.Scalar("DROP TABLE tidemark_patch");
            connection.Scalar("ALTER TABLE tidemark_base RENAME TO tidemark_attribute");
            connection.Scalar("UPDATE tidemark_schema SET version = 3");
        }

        await using var next = _file.OpenStore();
        var granted = Assert.IsType<AcquireOutcome.Granted>(
            await next.AcquireAsync(new AcquireRequest(request.Key, request.Node, default, "again"), Stop));
        Assert.Equal([2, 5000], granted.State.Changed.OrderBy(attribute => attribute.Name).Select(attribute => attribute.Base!.Bytes.Length));
        var patch = new PatchedValue("a", new byte[] { 9 }, granted.State.Version, 2, 3);
        Assert.IsType<CommitOutcome.Committed>(await next.CommitAsync(Patch(request, granted.Token, granted.State.Version, patch), Stop));
        var state = Assert.IsType<ReadOutcome.Found>(await next.ReadAsync(request.Key, default, Stop)).State;
        var chain = state.Changed.Single(attribute => attribute.Name == "a");
        Assert.Equal([1, 2], chain.Base!.Bytes.ToArray());
        Assert.Equal([9], Assert.Single(chain.Patches).Bytes.ToArray());
    }

    [Fact]
    public async Task A_process_of_an_older_version_fails_and_does_not_take_bases_for_values()
    {
        await using (var store = _file.OpenStore())
            await store.CommitAsync(Requests.CreationOf(10), Stop);
        using var connection = _file.OpenDirectly();
        var failure = Assert.ThrowsAny<Exception>(() => connection.Scalar("SELECT value FROM tidemark_attribute"));
        Assert.Contains("no such table", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_of_a_large_value_writes_little()
    {
        const int Large = 1_000_000;
        var request = Requests.CreationOf(Large) with { Then = AfterCommit.Keep };
        await using var store = _file.OpenStore();
        var last = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, Stop));
        var before = WrittenPages();
        for (var i = 0; i < 10; i++)
        {
            var patch = new PatchedValue("value", new byte[30], last.Version, Large, Large);
            last = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Patch(request, last.Token, last.Version, patch), Stop));
        }

        // A page or two for the session, and one for its patches.
        Assert.InRange(WrittenPages() - before, 10, 60);
    }

    [Fact]
    public async Task A_session_is_read_in_the_order_of_its_tables()
    {
        await using (var store = _file.OpenStore())
            await store.CommitAsync(Requests.Creation(), Stop);
        using var connection = _file.OpenDirectly();
        foreach (var (query, second) in new[] { (SqliteStatements.ReadAttributes, "0"), (SqliteStatements.FindEnd, "'a'") })
        {
            using var command = connection.CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN "
                + query.Replace("?1", "1", StringComparison.Ordinal).Replace("?2", second, StringComparison.Ordinal);
            using var plan = command.ExecuteReader();
            var steps = new List<string>();
            while (plan.Read())
                steps.Add(plan.GetString(3));
            Assert.NotEmpty(steps);
            Assert.DoesNotContain(steps, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal) || step.StartsWith("SCAN", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_chain_goes_with_its_session()
    {
        var time = new ManualTimeProvider();
        var request = Requests.CreationOf(100) with { Then = AfterCommit.Keep };
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = _file.Path }, time);
        var last = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, Stop));
        await store.CommitAsync(Patch(request, last.Token, last.Version, new PatchedValue("value", new byte[3], last.Version, 100, 90)), Stop);
        using var connection = _file.OpenDirectly();
        Assert.Equal(1L, connection.Scalar("SELECT count(*) FROM tidemark_patch"));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await store.SweepAsync(10, Stop));
        Assert.Equal(0L, connection.Scalar("SELECT count(*) FROM tidemark_patch"));
        Assert.Equal(0L, connection.Scalar("SELECT count(*) FROM tidemark_base"));
    }

    public void Dispose() => _file.Dispose();

    private static CommitRequest Patch(CommitRequest creation, LeaseToken token, StateVersion version, PatchedValue patch) =>
        creation with { Token = token, Base = version, Id = CommitId.New(), Differences = [patch] };

    // The log in front of the file grows by each page that a commit writes.
    private long WrittenPages() => new FileInfo(_file.Path + "-wal").Length / 4096;
}
