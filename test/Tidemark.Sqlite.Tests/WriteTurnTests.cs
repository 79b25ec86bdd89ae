using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

public sealed class WriteTurnTests : IDisposable
{
    private const int Batches = 100;

    private readonly TemporaryFile _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_writer_that_never_runs_out_of_work_lets_others_in()
    {
        var batch = 0;
        var seen = new HashSet<int>();
        var busy = HammerAsync();
        using var tables = OpenTables();
        var turn = new WriteTurn(TimeSpan.FromSeconds(30));
        while (!busy.IsCompleted)
        {
            await turn.TakeAsync(tables);
            seen.Add(Volatile.Read(ref batch));
            tables.Commit();
            turn.Leave();
            await Task.Delay(1, Stop);
        }

        // It pauses every 100 ms, so after each tenth batch of 10 ms or oftener. Between two others the file is free for some microseconds only.
        Assert.True(seen.Count >= 6, $"The others got in after {seen.Count} of {Batches} batches.");

        async Task HammerAsync()
        {
            using var own = OpenTables();
            var ownTurn = new WriteTurn(TimeSpan.FromSeconds(30));
            for (; batch < Batches; Interlocked.Increment(ref batch))
            {
                await ownTurn.TakeAsync(own);
                await Task.Delay(10, Stop);
                own.Commit();
                ownTurn.Leave();
            }
        }
    }

    [Fact]
    public async Task A_writer_that_waits_gets_in_soon_after_the_file_is_free()
    {
        await using var store = _file.OpenStore();
        await store.CommitAsync(Requests.Creation(), Stop);
        for (var i = 0; i < 20; i++)
        {
            Task<CommitOutcome> commit;
            using (var other = _file.OpenDirectly())
            {
                other.Scalar("BEGIN IMMEDIATE");
                commit = store.CommitAsync(Requests.Creation(), Stop).AsTask();
                await Task.Delay(20, Stop);
            }

            var freed = TimeProvider.System.GetTimestamp();
            Assert.IsType<CommitOutcome.Committed>(await commit);
            if (TimeProvider.System.GetElapsedTime(freed) < TimeSpan.FromMilliseconds(10))
                return;
        }

        Assert.Fail("In 20 tries the store never noticed within 10 ms that the file was free.");
    }

    public void Dispose() => _file.Dispose();

    private SqliteTables OpenTables() => new(
        new SqliteFile(new SqliteStoreOptions { Path = _file.Path }, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance).Open(), ValueLimit.Usual);
}
