using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Sqlite.Tests;

/// <summary>When a store has to look for signals.</summary>
public sealed class LeaseInterestTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly LeaseInterest _interest;
    private readonly NodeId _here = NodeId.New();
    private readonly NodeId _elsewhere = NodeId.New();
    private readonly RecordKey _key = RecordKey.Of(Requests.NewKey());

    public LeaseInterestTests() => _interest = new LeaseInterest(_time);

    [Fact]
    public void It_is_off_at_first() => Assert.False(_interest.IsOn);

    [Fact]
    public void It_is_on_while_a_lease_is_held_however_long()
    {
        Note(null, _here);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(_interest.IsOn);
        Note(_here, _here);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(_interest.IsOn);
    }

    [Fact]
    public void A_lease_that_was_granted_elsewhere_does_not_keep_it_on()
    {
        Note(_elsewhere, _elsewhere);
        Assert.False(_interest.IsOn);
    }

    [Fact]
    public void It_is_on_for_as_long_as_a_waiter_keeps_its_place()
    {
        _interest.Note(_key, Before(_elsewhere), ChangeOf(_elsewhere), isAcquire: true);
        AssertOnForAMoment();
    }

    [Fact]
    public void It_goes_off_soon_after_the_last_lease_was_given_back()
    {
        Note(null, _here);
        _time.Advance(TimeSpan.FromDays(1));
        Note(_here, default);
        AssertOnForAMoment();
    }

    [Fact]
    public void What_changes_nothing_says_nothing_of_the_lease()
    {
        Note(null, _here);
        _interest.Note(_key, Before(_here), null, isAcquire: false);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(_interest.IsOn);
    }

    [Fact]
    public void A_session_that_is_gone_is_no_longer_held()
    {
        Note(null, _here);
        _interest.Note(_key, null, null, isAcquire: true);
        AssertOnForAMoment();
    }

    private static RecordChange ChangeOf(NodeId holder) => new() { Record = new byte[1], Holder = holder };

    private static StoredRecord Before(NodeId holder) => new(1, [], new HolderLife(holder, true, default));

    private void Note(NodeId? before, NodeId holder) =>
        _interest.Note(_key, before is { } node ? Before(node) : null, ChangeOf(holder), isAcquire: false);

    private void AssertOnForAMoment()
    {
        _time.Advance(LeaseQueue.Patience - TimeSpan.FromTicks(1));
        Assert.True(_interest.IsOn);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(_interest.IsOn);
    }
}
