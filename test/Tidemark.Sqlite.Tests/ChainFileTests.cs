using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Sqlite.Tests;

/// <summary>What chains of bases and patches are in the file.</summary>
public sealed class ChainFileTests : IDisposable
{
    private readonly TemporaryFile _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

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
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN "
            + SqliteStatements.ReadRows.Replace("?1", "1", StringComparison.Ordinal).Replace("?2", "0", StringComparison.Ordinal)
                .Replace("?3", "100", StringComparison.Ordinal);
        using var plan = command.ExecuteReader();
        var steps = new List<string>();
        while (plan.Read())
            steps.Add(plan.GetString(3));
        Assert.NotEmpty(steps);
        Assert.DoesNotContain(steps, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal) || step.StartsWith("SCAN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_new_base_takes_the_patches_of_the_old_one_away(int patches)
    {
        var request = Requests.CreationOf(100) with { Then = AfterCommit.Keep };
        await using var store = _file.OpenStore();
        var last = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, Stop));
        for (var patch = 0; patch < patches; patch++)
        {
            var next = new PatchedValue("value", new byte[3], last.Version, 100, 100);
            last = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Patch(request, last.Token, last.Version, next), Stop));
        }

        using var connection = _file.OpenDirectly();
        Assert.Equal(1L + patches, connection.Scalar("SELECT count(*) FROM tidemark_row"));
        await store.CommitAsync(
            request with { Token = last.Token, Base = last.Version, Id = CommitId.New(), Differences = [new WholeValue("value", new byte[50])] }, Stop);
        Assert.Equal(1L, connection.Scalar("SELECT count(*) FROM tidemark_row"));
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
        Assert.Equal(2L, connection.Scalar("SELECT count(*) FROM tidemark_row"));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await store.SweepAsync(10, Stop));
        Assert.Equal(0L, connection.Scalar("SELECT count(*) FROM tidemark_row"));
    }

    public void Dispose() => _file.Dispose();

    private static CommitRequest Patch(CommitRequest creation, LeaseToken token, StateVersion version, PatchedValue patch) =>
        creation with { Token = token, Base = version, Id = CommitId.New(), Differences = [patch] };

    // The log in front of the file grows by each page that a commit writes.
    private long WrittenPages() => new FileInfo(_file.Path + "-wal").Length / 4096;
}
