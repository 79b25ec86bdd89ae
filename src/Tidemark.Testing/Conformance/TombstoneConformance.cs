using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>What an ended session leaves behind for a while, and that it is enough to answer a commit again whose answer was lost.</summary>
public abstract class TombstoneConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    /// <summary>How sessions come to their end, and what becomes of them then.</summary>
    public static TheoryData<string> Ends =>
        ["abandoned", "abandoned and told", "ended while free", "ended while held", "given back", "told", "told while held", "swept"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Commits_of_an_ended_session_are_answered_once_more_without_a_lease(string end)
    {
        var key = NewKey();
        var sent = await EndAsync(key, end);
        Time.Advance(Tombstone.Kept - Tick);
        foreach (var (request, answer) in sent)
            Assert.Equal(answer with { Token = LeaseToken.None, OthersWait = false }, await SendAsync(request));
        await AssertMissingAsync(key);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_late_creation_does_not_bring_an_ended_session_back(string end)
    {
        var key = NewKey();
        await EndAsync(key, end);
        Time.Advance(Tombstone.Kept - Tick);
        AssertFenced(FenceReason.SessionGone, await SendAsync(Creation(key, Whole("a", 1))));
        await AssertMissingAsync(key);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task After_a_while_nothing_is_remembered_swept_or_not(string end)
    {
        var key = NewKey();
        var sent = await EndAsync(key, end);
        Time.Advance(Tombstone.Kept);
        var (last, _) = sent[^1];
        AssertFenced(FenceReason.SessionGone, await SendAsync(last));
        await SweepAsync();
        AssertFenced(FenceReason.SessionGone, await SendAsync(last));

        var created = await CreateAsync(key, Whole("z", 1));
        Assert.Equal(new StateVersion(1), created.Version);
        Assert.Equal(["z"], ChangedNames(await FindAsync(key)));
        AssertFenced(FenceReason.LeaseLost, await SendAsync(last));
    }

    [Fact]
    public async Task A_creation_that_more_than_eight_commits_followed_does_not_bring_the_session_back_either()
    {
        var key = NewKey();
        var creation = Creation(key, Whole("a", 0));
        var last = Committed(await SendAsync(creation));
        for (byte value = 1; value <= 8; value++)
            last = Committed(await SendAsync(Change(key, last, Whole("a", value))));
        Committed(await SendAsync(Change(key, last) with { Then = AfterCommit.End }));
        AssertFenced(FenceReason.SessionGone, await SendAsync(creation));
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task A_commit_that_never_arrived_is_not_taken_for_one_that_did()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        Committed(await SendAsync(Change(key, created) with { Then = AfterCommit.End }));
        AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, created, Whole("a", 2))));
        AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, created) with { Then = AfterCommit.End }));
    }

    [Fact]
    public async Task Who_ended_it_from_outside_is_told_once_that_there_was_a_session()
    {
        var key = NewKey();
        await CreateAsync(key);
        Assert.True(await EndAsync(key));
        await ReleaseAsync(key, (await EndedTokenAsync(key)).Token);
        Assert.False(await EndAsync(key));
    }

    [Fact]
    public async Task A_session_that_expired_leaves_no_tombstone()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Release, Usual, Whole("a", 1));
        Time.Advance(Usual.Idle);
        Assert.Equal(1, await SweepAsync());
        await CreateAsync(key, Whole("b", 1));
        Assert.Equal(["b"], ChangedNames(await FindAsync(key)));
    }

    [Fact]
    public async Task A_tombstone_is_no_session_to_sweep_to_claim_or_to_recall()
    {
        var (key, user) = (NewKey(), UserKey.From("conformance", "somebody"));
        await EnterAsync(user, key);
        var created = Committed(await SendAsync(Creation(key, Whole("a", 1)) with { User = user }));
        Committed(await SendAsync(Change(key, created) with { User = user, Then = AfterCommit.End }));
        Assert.Empty(await ListAsync(user));
        Assert.Empty(await BeatAsync(Here, TimeSpan.FromHours(1)));
        Assert.Empty(await ClaimAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, await SweepAsync());
        Time.Advance(Tombstone.Kept);
        Assert.Equal(0, await SweepAsync());
    }

    // Two commits and the end, which is the last of what was sent if it is a commit.
    private async Task<List<(CommitRequest Request, CommitOutcome.Committed Answer)>> EndAsync(StateKey key, string end)
    {
        var (isTold, node) = (end.Contains("told", StringComparison.Ordinal), NodeId.New());
        var sent = new List<(CommitRequest Request, CommitOutcome.Committed Answer)>();
        async Task<CommitOutcome.Committed> DoAsync(CommitRequest request)
        {
            sent.Add((request with { TellsEnd = isTold }, Committed(await SendAsync(request with { TellsEnd = isTold }))));
            return sent[^1].Answer;
        }

        await BeatAsync(node, TimeSpan.FromSeconds(10));
        var created = await DoAsync(Creation(key, Whole("a", 1)) with { Node = node });
        var isAbandoned = end.StartsWith("abandoned", StringComparison.Ordinal);
        var then = isAbandoned ? AfterCommit.End : end is "ended while free" or "told" ? AfterCommit.Release : AfterCommit.Keep;
        var changed = await DoAsync(Change(key, created, Whole("a", 2)) with { Node = node, Then = then });
        if (!isAbandoned)
            Assert.True(await EndAsync(key));
        if (end == "given back")
            await ReleaseAsync(key, changed.Token);
        if (end is "told" or "told while held")
            await ForgetAsync(key);
        if (end == "swept")
            await LeaveAsync(node);
        return sent;
    }

    private async Task LeaveAsync(NodeId node)
    {
        await BeatAsync(node, TimeSpan.Zero);
        Assert.Equal(1, await SweepAsync());
    }

    private async Task<StoreSignal.Recall> EndedTokenAsync(StateKey key) =>
        Assert.Single(await BeatAsync(Here, TimeSpan.FromHours(1)), recall => recall.Key == key);
}
