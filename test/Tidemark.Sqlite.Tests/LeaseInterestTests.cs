using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Sqlite.Tests;

/// <summary>When a store has to look for signals.</summary>
public sealed class LeaseInterestTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly LeaseInterest _interest;
    private readonly AcquireRequest _acquire = new(Requests.NewKey(), NodeId.New(), StateVersion.None, "test");
    private readonly LeaseToken _token = LeaseToken.None.Next();

    public LeaseInterestTests() => _interest = new LeaseInterest(_time);

    private AcquireOutcome.Granted Granted => new(
        _token, new PrimaryState(default, default, default, default, default, [], []), false);

    [Fact]
    public void It_is_off_at_first() => Assert.False(_interest.IsOn);

    [Fact]
    public void It_is_on_while_a_lease_is_held_however_long()
    {
        _interest.Note(_acquire, Granted);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(_interest.IsOn);
    }

    [Fact]
    public void It_is_on_for_as_long_as_a_waiter_keeps_its_place()
    {
        _interest.Note(_acquire, new AcquireOutcome.Held(NodeId.New(), default, "test"));
        AssertOnForAMoment();
    }

    [Fact]
    public void It_goes_off_soon_after_the_last_lease_was_given_back()
    {
        _interest.Note(_acquire, Granted);
        _time.Advance(TimeSpan.FromDays(1));
        _interest.GaveBack(_acquire.Key, LeaseToken.None.Next());
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(_interest.IsOn);
        _interest.GaveBack(_acquire.Key, _token);
        AssertOnForAMoment();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_follows_commits(bool isFenced)
    {
        var request = Requests.Creation(_acquire.Key) with { Token = _token };
        _interest.Note(request, new CommitOutcome.Committed(_token, new StateVersion(1), false));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(_interest.IsOn);
        _interest.Note(request, isFenced
            ? new CommitOutcome.Fenced(FenceReason.LeaseLost)
            : new CommitOutcome.Committed(LeaseToken.None, new StateVersion(2), false));
        AssertOnForAMoment();
    }

    [Fact]
    public void A_session_that_is_gone_is_no_longer_held()
    {
        _interest.Note(_acquire, Granted);
        _interest.Note(_acquire, AcquireOutcome.Missing.Instance);
        AssertOnForAMoment();
    }

    private void AssertOnForAMoment()
    {
        _time.Advance(LeaseQueue.Patience - TimeSpan.FromTicks(1));
        Assert.True(_interest.IsOn);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(_interest.IsOn);
    }
}
