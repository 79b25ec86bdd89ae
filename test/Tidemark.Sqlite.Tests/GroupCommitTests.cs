using Microsoft.Data.Sqlite;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

public sealed class GroupCommitTests : IAsyncLifetime
{
    private readonly TemporaryFile _file = new();
    private readonly SqliteStore _store;

    public GroupCommitTests() => _store = _file.OpenStore();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await CreateAsync();

    [Fact]
    public async Task Verbs_that_wait_together_share_a_transaction()
    {
        var before = (_store.Writer.Transactions, _store.Writer.Operations);
        Task[] commits;
        using (LockFile())
            commits = [.. Enumerable.Range(0, 100).Select(_ => CreateAsync())];
        await Task.WhenAll(commits);

        Assert.Equal(before.Operations + 100, _store.Writer.Operations);

        // One that ran into the lock, with those that came at once; and one with all that came later.
        Assert.InRange(_store.Writer.Transactions - before.Transactions, 1, 2);
    }

    [Fact]
    public async Task Parallel_load_is_grouped()
    {
        var before = (_store.Writer.Transactions, _store.Writer.Operations);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                await CreateAsync();
        }, Stop)));
        var (transactions, operations) = (_store.Writer.Transactions - before.Transactions, _store.Writer.Operations - before.Operations);
        Assert.Equal(64 * 20, operations);
        Assert.True(transactions * 2 < operations, $"{operations} operations took {transactions} transactions.");
    }

    [Fact]
    public async Task An_operation_that_fails_leaves_its_neighbours_alone()
    {
        Task<CommitOutcome>[] good;
        Task<CommitOutcome> bad;
        var damaged = Requests.Creation(new WholeValue("a", new byte[1]));
        await SendAsync(damaged);
        using (var other = _file.OpenDirectly())
            other.Scalar("UPDATE tidemark_record SET record = 'damaged'");
        using (LockFile())
        {
            var before = Enumerable.Range(0, 5).Select(_ => CreateAsync()).ToArray();
            bad = SendAsync(damaged with { Id = CommitId.New() });
            good = [.. before, .. Enumerable.Range(0, 5).Select(_ => CreateAsync())];
        }

        Assert.All(await Task.WhenAll(good), outcome => Assert.IsType<CommitOutcome.Committed>(outcome));
        await Assert.ThrowsAsync<UnreadableStateException>(() => bad);
        await Assert.ThrowsAsync<UnreadableStateException>(async () => await _store.ReadAsync(damaged.Key, StateVersion.None, Stop));
    }

    [Fact]
    public async Task An_operation_cancelled_before_it_began_is_dropped_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        var request = Requests.Creation();
        using (LockFile())
        {
            var begun = CreateAsync();
            await EmptyQueueAsync();
            var waiting = _store.CommitAsync(request, cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            Assert.False(begun.IsCompleted);
        }

        await CreateAsync();
        Assert.IsType<ReadOutcome.Missing>(await _store.ReadAsync(request.Key, StateVersion.None, Stop));
    }

    [Fact]
    public async Task An_operation_cancelled_after_it_began_completes()
    {
        using var cancellation = new CancellationTokenSource();
        Task<CommitOutcome> begun;
        using (LockFile())
        {
            begun = _store.CommitAsync(Requests.Creation(), cancellation.Token).AsTask();
            await EmptyQueueAsync();
            await cancellation.CancelAsync();
        }

        Assert.IsType<CommitOutcome.Committed>(await begun);
    }

    [Fact]
    public async Task Disposal_finishes_what_waits_and_refuses_what_comes_later()
    {
        var requests = Enumerable.Range(0, 300).Select(_ => Requests.Creation()).ToArray();
        var commits = requests.Select(SendAsync).ToArray();
        await _store.DisposeAsync();
        Assert.All(await Task.WhenAll(commits), outcome => Assert.IsType<CommitOutcome.Committed>(outcome));
        await Assert.ThrowsAsync<ObjectDisposedException>(CreateAsync);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _store.ReadAsync(requests[0].Key, StateVersion.None, Stop));

        await using var again = _file.OpenStore();
        foreach (var request in requests)
            Assert.IsType<ReadOutcome.Found>(await again.ReadAsync(request.Key, StateVersion.None, Stop));
    }

    [Fact]
    public async Task A_read_does_not_wait_for_the_writer()
    {
        var request = Requests.Creation();
        await SendAsync(request);
        using var locked = LockFile();
        Assert.IsType<ReadOutcome.Found>(await _store.ReadAsync(request.Key, StateVersion.None, Stop));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _file.Dispose();
    }

    private Task<CommitOutcome> CreateAsync() => SendAsync(Requests.CreationOf(10));

    private Task<CommitOutcome> SendAsync(CommitRequest request) => _store.CommitAsync(request, Stop).AsTask();

    private async Task EmptyQueueAsync()
    {
        while (_store.Writer.Waiting > 0)
            await Task.Yield();
    }

    // Disposing the connection undoes its transaction, and frees the file.
    private SqliteConnection LockFile()
    {
        var connection = _file.OpenDirectly();
        connection.Scalar("BEGIN IMMEDIATE");
        return connection;
    }
}
