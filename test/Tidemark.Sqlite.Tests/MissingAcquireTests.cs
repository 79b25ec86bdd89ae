using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>What dead cookies ask for costs the file no write, and waits for none.</summary>
public sealed class MissingAcquireTests : IAsyncLifetime
{
    private readonly TemporaryFile _file = new();
    private readonly SqliteStore _store;
    private readonly NodeId _node = NodeId.New();

    public MissingAcquireTests() => _store = _file.OpenStore();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.BeatAsync(_node, TimeSpan.FromMinutes(1), Stop);

    [Fact]
    public async Task A_session_that_is_not_there_costs_no_transaction()
    {
        var before = _store.Writer.Transactions;
        for (var i = 0; i < 20; i++)
            Assert.IsType<AcquireOutcome.Missing>(await AcquireAsync(Requests.NewKey()));

        Assert.Equal(before, _store.Writer.Transactions);
    }

    [Fact]
    public async Task Nor_does_one_that_has_ended()
    {
        var creation = Requests.Creation();
        await _store.CommitAsync(creation, Stop);
        await _store.EndAsync(creation.Key, EndReason.Revoked, Stop);
        var before = _store.Writer.Transactions;

        Assert.IsType<AcquireOutcome.Missing>(await AcquireAsync(creation.Key));
        Assert.Equal(before, _store.Writer.Transactions);
    }

    [Fact]
    public async Task It_does_not_wait_for_another_process_that_writes()
    {
        using var other = _file.OpenDirectly();
        other.Scalar("BEGIN IMMEDIATE");

        Assert.IsType<AcquireOutcome.Missing>(await AcquireAsync(Requests.NewKey()));
    }

    [Fact]
    public async Task One_that_was_created_just_now_is_there()
    {
        for (var i = 0; i < 20; i++)
        {
            var creation = Requests.Creation();
            await _store.CommitAsync(creation, Stop);
            Assert.IsType<AcquireOutcome.Granted>(await AcquireAsync(creation.Key));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _file.Dispose();
    }

    private ValueTask<AcquireOutcome> AcquireAsync(StateKey key) =>
        _store.AcquireAsync(new AcquireRequest(key, _node, StateVersion.None, "test"), Stop);
}
