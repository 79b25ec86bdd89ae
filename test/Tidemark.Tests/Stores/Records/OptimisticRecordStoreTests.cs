using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Stores.Records;

/// <summary>How many trips a change takes over the wire, and what becomes of one that others overtake.</summary>
public sealed class OptimisticRecordStoreTests
{
    private static readonly Lifetime Usual = new(TimeSpan.FromMinutes(20), TimeSpan.FromHours(24));

    private readonly ManualTimeProvider _time = new();
    private readonly SwappingRecords _records;
    private readonly PrimaryStore _store;
    private readonly NodeId _here = NodeId.New();
    private readonly NodeId _there = NodeId.New();
    private readonly StateKey _key = StateKey.From("test", SessionId.New());

    public OptimisticRecordStoreTests()
    {
        _records = new SwappingRecords(_time);
        _store = new PrimaryStore("swapping", _records, new PrimaryStoreTraits(int.MaxValue, MayForget: true));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_changes_a_session_again_and_again_loads_it_once()
    {
        var last = await CreateAsync();
        var (loads, swaps) = (_records.Loads, _records.Swaps);
        for (var commit = 0; commit < 10; commit++)
            last = Assert.IsType<CommitOutcome.Committed>(await _store.CommitAsync(Change(last, AfterCommit.Keep), Stop));
        await _store.ReleaseAsync(_key, last.Token, TimeSpan.Zero, Stop);
        Assert.Equal((0, 11), (_records.Loads - loads, _records.Swaps - swaps));
    }

    [Fact]
    public async Task What_is_remembered_and_has_changed_since_is_found_out_and_decided_anew()
    {
        var last = await CreateAsync();
        _records.Between = async () =>
            await new PrimaryStore("another process's", _records, default).TouchAsync([new SessionUse(_key, TimeSpan.Zero)], Stop);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<CommitOutcome.Committed>(await _store.CommitAsync(Change(last, AfterCommit.Release), Stop));
        Assert.Equal(2, Assert.IsType<ReadOutcome.Found>(await _store.ReadAsync(_key, default, Stop)).State.Version.Number);
    }

    [Fact]
    public async Task Copies_of_a_session_one_after_the_other_take_one_trip_each()
    {
        await SetAsync(_store, StoreRole.Replica, 1);
        var copy = await CopyAsync(1, 1, null);
        var (loads, swaps) = (_records.Loads, _records.Swaps);
        for (var version = 2; version < 12; version++)
            copy = await CopyAsync(1, version, copy);
        Assert.Equal((0, 10), (_records.Loads - loads, _records.Swaps - swaps));
    }

    [Fact]
    public async Task What_is_remembered_of_what_the_store_is_neither_refuses_nor_takes_a_copy_once_it_is_something_else()
    {
        var others = new PrimaryStore("another process's", new SwappingRecords(_time, other: _records), default);
        await SetAsync(others, StoreRole.Replica, 1);
        var copy = await CopyAsync(1, 1, null);

        await SetAsync(others, StoreRole.Primary, 2);
        var refused = Assert.IsType<CopyOutcome.Refused>(await _store.CopyAsync(Copy(1, 2, copy), Stop));
        Assert.Equal((StoreRole.Primary, 2), (refused.Standing.Role, refused.Standing.Epoch));

        await SetAsync(others, StoreRole.Replica, 3);
        await CopyAsync(3, 2, copy);
        await SetAsync(others, StoreRole.Primary, 4);
        await SetAsync(others, StoreRole.Replica, 5);
        Assert.IsType<CopyOutcome.Refused>(await _store.CopyAsync(Copy(3, 3, copy), Stop));
    }

    [Fact]
    public async Task What_is_remembered_of_a_replica_keeps_nobody_out_once_it_is_the_primary()
    {
        var others = new PrimaryStore("another process's", new SwappingRecords(_time, other: _records), default);
        await SetAsync(others, StoreRole.Replica, 1);
        await CopyAsync(1, 1, null);
        await SetAsync(others, StoreRole.Primary, 2);

        await _store.BeatAsync(_here, TimeSpan.FromHours(1), Stop);
        Assert.Equal(2, (await _store.ReadStandingAsync(Stop)).Epoch);
        Assert.IsType<AcquireOutcome.Granted>(await _store.AcquireAsync(new AcquireRequest(_key, _here, default, "after the change"), Stop));
    }

    [Fact]
    public async Task A_session_whose_time_is_up_between_the_decision_and_the_swap_stays_over()
    {
        var last = await CreateAsync();
        await _store.BeatAsync(_here, TimeSpan.Zero, Stop);
        _records.Between = () =>
        {
            _time.Advance(Usual.Idle);
            return Task.CompletedTask;
        };
        Assert.Equal(new CommitOutcome.Fenced(FenceReason.SessionGone), await _store.CommitAsync(Change(last, AfterCommit.Keep), Stop));
        Assert.IsType<ReadOutcome.Missing>(await _store.ReadAsync(_key, default, Stop));
    }

    [Fact]
    public async Task A_holder_whose_life_cannot_be_learnt_is_recalled_as_one_that_lives()
    {
        var last = await CreateAsync();
        var heard = new List<StoreSignal>();
        await using var listening = await _store.ListenAsync(_here, heard.Add, Stop);
        _records.HidesLives = true;
        Assert.IsType<AcquireOutcome.Held>(await _store.AcquireAsync(new AcquireRequest(_key, _there, default, "a waiter"), Stop));
        Assert.Equal([new StoreSignal.Recall(_key, last.Token)], heard);
    }

    [Fact]
    public async Task A_dead_holder_s_lease_is_granted_to_who_asks_once()
    {
        await CreateAsync();
        await _store.BeatAsync(_here, TimeSpan.Zero, Stop);
        Assert.IsType<AcquireOutcome.Granted>(await _store.AcquireAsync(new AcquireRequest(_key, _there, default, "a waiter"), Stop));
    }

    private async Task<CommitOutcome.Committed> CreateAsync()
    {
        foreach (var node in new[] { _here, _there })
            await _store.BeatAsync(node, TimeSpan.FromHours(1), Stop);
        var creation = new CommitRequest(
            _key, _here, LeaseToken.None, StateVersion.None, CommitId.New(), [new WholeValue("a", new byte[9])], Usual, AfterCommit.Keep, "create");
        return Assert.IsType<CommitOutcome.Committed>(await _store.CommitAsync(creation, Stop));
    }

    private CommitRequest Change(CommitOutcome.Committed last, AfterCommit then) => new(
        _key, _here, last.Token, last.Version, CommitId.New(), [new WholeValue("a", new byte[8])], Usual, then, "change");

    private static async Task SetAsync(PrimaryStore store, StoreRole role, long epoch) =>
        Assert.True(await store.TrySetStandingAsync(new StoreStanding(role, epoch, default), Stop));

    private async Task<SessionCopy> CopyAsync(long epoch, long version, SessionCopy? on)
    {
        var copy = Copy(epoch, version, on);
        Assert.IsType<CopyOutcome.Copied>(await _store.CopyAsync(copy, Stop));
        return copy;
    }

    private SessionCopy Copy(long epoch, long version, SessionCopy? on)
    {
        var now = _time.GetUtcNow();
        var record = new PrimaryRecord(
            new(version), on?.Record?.Created ?? now, Usual, now, LeaseToken.None, null, LeaseQueue.Empty,
            [new RecentCommit(CommitId.New(), LeaseToken.None, new(version))]);
        var stamp = new CopyStamp(epoch, new ChangeMark(version));
        var value = new AttributeCopy(new WholeValue("a", new byte[5]), new(version));
        return new SessionCopy(_key, stamp, on is null ? null : HistoryPoint.Of(on.Record!), record, [value]);
    }
}
