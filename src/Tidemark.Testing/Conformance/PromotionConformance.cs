using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>What a store is said to be counts in every step; and once a replica is the primary, it goes on from what it has.</summary>
public abstract class PromotionConformance<TFixture> : CopyConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task Nobody_of_another_epoch_copies_anything_and_after_the_promotion_nobody_does()
    {
        await SetAsync(StoreRole.Replica, 2);
        var key = NewKey();
        var original = Original(3);
        foreach (var epoch in new[] { 1L, 3L })
        {
            var refused = Assert.IsType<CopyOutcome.Refused>(
                await Replica.CopyAsync(First(key, original) with { Stamp = new(epoch, new ChangeMark(++Marks)) }, default));
            Assert.Equal((StoreRole.Replica, 2), (refused.Standing.Role, refused.Standing.Epoch));
        }

        var copy = First(key, original, Whole("a", 1)) with { Stamp = new(2, new ChangeMark(++Marks)) };
        await CopiedAsync(copy);
        Assert.True(await SetAsync(StoreRole.Primary, 3));
        Assert.IsType<CopyOutcome.Refused>(await Replica.CopyAsync(
            Next(key, original, Later(original, 4)) with { Stamp = new(2, new ChangeMark(++Marks)) }, default));
        Assert.IsType<CopyOutcome.Refused>(await Replica.CopyUserAsync(
            new UserCopy(RecordKey.Of(UserKey.From("conformance", "ada")), new(2, new ChangeMark(++Marks)), default), default));
    }

    [Fact]
    public async Task A_replica_lets_no_node_use_what_it_has()
    {
        await SetAsync(StoreRole.Replica, 1);
        var key = NewKey();
        await CopiedAsync(First(key, Original(3), Whole("a", 1)));

        await Assert.ThrowsAsync<StoreRefusedException>(() => AcquireAsync(key, Here));
        await Assert.ThrowsAsync<StoreRefusedException>(() => ReadAsync(key));
        await Assert.ThrowsAsync<StoreRefusedException>(() => EndAsync(key));
        await Assert.ThrowsAsync<StoreRefusedException>(() => SendAsync(Creation(key)));
        await Assert.ThrowsAsync<StoreRefusedException>(() => Replica.AdoptAsync(RecordKey.Of(key), default).AsTask());
        Assert.Equal(3, (await Replica.ReadImageAsync(key, null, default)).Record!.Version.Number);
    }

    [Fact]
    public async Task A_closed_store_takes_what_is_committed_under_leases_and_grants_none()
    {
        await SetAsync(StoreRole.Primary, 1);
        await Replica.ReadStandingAsync(default);
        var (held, free) = (NewKey(), NewKey());
        await BeatAsync(Here, TimeSpan.FromMinutes(1));
        var lease = await CreateAsync(held, Whole("a", 1));
        await CreateAsync(free, AfterCommit.Release, Usual, Whole("a", 1));
        await SetAsync(StoreRole.Closed, 1);

        Assert.Equal(2, Committed(await SendAsync(Change(held, lease, Whole("a", 2)))).Version.Number);
        AssertValue(await FindAsync(free), "a", 1);
        foreach (var key in new[] { held, free })
            Assert.True((await Assert.ThrowsAsync<StoreRefusedException>(() => AcquireAsync(key, Here))).MayPassSoon);
        await Assert.ThrowsAsync<StoreRefusedException>(() => SendAsync(Creation(NewKey())));
        Assert.IsType<AcquireOutcome.Missing>(await AcquireAsync(NewKey(), Here));

        await SetAsync(StoreRole.Primary, 1);
        AssertValue((await GrantAsync(free, Here)).State, "a", 1);
    }

    [Fact]
    public async Task What_nobody_said_has_ended_does_not_end_in_a_replica_and_has_its_whole_idle_time_after_the_promotion()
    {
        await SetAsync(StoreRole.Replica, 1);
        var (used, unused) = (NewKey(), NewKey());
        var original = Original(3) with { Lifetime = new(TimeSpan.FromMinutes(20), TimeSpan.FromDays(30)) };
        await CopiedAsync(First(used, original, Whole("a", 1)));
        await CopiedAsync(First(unused, original, Whole("a", 2)));
        Time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, await SweepAsync());

        await SetAsync(StoreRole.Primary, 2);
        Time.Advance(TimeSpan.FromMinutes(19));
        AssertValue((await GrantAsync(used, Here)).State, "a", 1);
        Assert.True(await Replica.AdoptAsync(RecordKey.Of(unused), default));
        Assert.False(await Replica.AdoptAsync(RecordKey.Of(unused), default));
        Assert.False(await Replica.AdoptAsync(RecordKey.Of(used), default));

        Time.Advance(TimeSpan.FromMinutes(2));
        await AssertMissingAsync(unused);
        Assert.Equal(1, await SweepAsync());
        AssertValue(await FindAsync(used), "a", 1);
    }

    [Fact]
    public async Task After_the_promotion_a_session_goes_on_and_its_last_commits_are_answered_again()
    {
        await SetAsync(StoreRole.Replica, 1);
        var key = NewKey();
        var original = Original(3);
        await CopiedAsync(First(key, original, Whole("a", 1)));
        var later = Later(original, 5);
        await CopiedAsync(Next(key, original, later, new AttributeCopy(new WholeValue("a", new byte[] { 2 }), new(5))));
        await SetAsync(StoreRole.Primary, 2);

        var granted = await GrantAsync(key, Here);
        foreach (var commit in original.Commits.Concat(later.Commits))
        {
            var again = Change(key, granted.Token, new(2), Whole("a", 9)) with { Id = commit.Id };
            Assert.Equal(commit.Version, Committed(await SendAsync(again)).Version);
        }

        Assert.Equal(6, Committed(await SendAsync(Change(key, granted.Token, new(5), Whole("a", 3)))).Version.Number);
        AssertValue(await FindAsync(key), "a", 3);
        Assert.Null((await Replica.ReadImageAsync(key, null, default)).Copy);
    }

    [Fact]
    public async Task A_users_list_is_copied_in_its_order_and_goes_on_after_the_promotion()
    {
        var user = UserKey.From("conformance", "ada");
        StateKey[] sessions = [NewKey(), NewKey(), NewKey()];
        var primary = new MemoryStore(Time);
        foreach (var session in sessions)
            await primary.EnterUserAsync(user, session, Usual, default);
        await SetAsync(StoreRole.Replica, 1);
        var late = NextStamp();
        await CopiedUserAsync(user, primary);
        await primary.LeaveUserAsync(user, sessions[0], default);
        Assert.IsType<CopyOutcome.Gap>(await Replica.CopyUserAsync(
            new UserCopy(RecordKey.Of(user), late, await primary.ReadUserAsync(RecordKey.Of(user), default)), default));

        await Assert.ThrowsAsync<StoreRefusedException>(() => ListAsync(user));
        await SetAsync(StoreRole.Primary, 2);
        Assert.Equal(sessions, (await ListAsync(user)).Select(entry => entry.Session));
        await Store.LeaveUserAsync(user, sessions[1], default);
        var next = NewKey();
        Assert.Equal([sessions[0], sessions[2], next], (await EnterAsync(user, next)).Select(entry => entry.Session));
    }

    [Fact]
    public async Task Nothing_is_copied_any_more_once_the_promotion_is_answered()
    {
        await SetAsync(StoreRole.Replica, 1);
        var keys = Enumerable.Range(0, 32).Select(_ => NewKey()).ToArray();
        var copying = Task.WhenAll(keys.Select(async key =>
        {
            var last = Original(1);
            await CopiedAsync(First(key, last));
            while (true)
            {
                var next = Later(last, last.Version.Number + 1);
                if (await Replica.CopyAsync(Next(key, last, next), default) is not CopyOutcome.Copied)
                    return;
                last = next;
                await Task.Yield();
            }
        }));
        while ((await VersionsAsync(keys)).Min() < 3)
            await Task.Yield();

        Assert.True(await SetAsync(StoreRole.Primary, 2));
        var then = await VersionsAsync(keys);
        await copying;
        Assert.Equal(then, await VersionsAsync(keys));
    }

    [Fact]
    public async Task A_store_that_was_the_primary_takes_differences_to_what_it_has()
    {
        var key = NewKey();
        var mine = await CreateAsync(key, Whole("a", 1, 2, 3), Whole("b", 1));
        await SetAsync(StoreRole.Replica, 2);
        var has = (await Replica.ReadImageAsync(key, null, default)).Record!;

        var copy = Next(key, has, Later(has, 2), new AttributeCopy(new PatchedValue("a", new byte[] { 7 }, new(1), 3, 4), new(2)));
        await CopiedAsync(copy with { Stamp = new(2, new ChangeMark(++Marks)) });
        await Assert.ThrowsAsync<StoreRefusedException>(() => SendAsync(Change(key, mine, Whole("a", 4))));

        var image = await Replica.ReadImageAsync(key, StateVersion.None, default);
        Assert.Equal(2, image.Record!.Version.Number);
        Assert.Single(Assert.Single(image.Changed, IsNamed("a")).Patches);
    }

    [Fact]
    public async Task An_epoch_never_falls_and_who_says_the_same_again_changes_nothing()
    {
        Assert.True(await SetAsync(StoreRole.Replica, 3));
        var since = (await Replica.ReadStandingAsync(default)).Since;
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await SetAsync(StoreRole.Replica, 3));
        Assert.False(await SetAsync(StoreRole.Primary, 2));
        Assert.False(await SetAsync(StoreRole.Primary, 3));

        var standing = await Replica.ReadStandingAsync(default);
        Assert.Equal((StoreRole.Replica, 3, since), (standing.Role, standing.Epoch, standing.Since));
    }

    [Fact]
    public async Task A_primary_may_close_and_open_again_within_its_epoch_and_keeps_what_is_withheld_in_mind()
    {
        Assert.True(await SetAsync(StoreRole.Primary, 1));
        Assert.True(await SetAsync(StoreRole.Closed, 1));
        Assert.True(await SetAsync(StoreRole.Primary, 1));
        Assert.False(await SetAsync(StoreRole.Replica, 1));
        Assert.True(await Replica.TrySetStandingAsync(new(StoreRole.Replica, 2, default) { Withheld = ["cart.Notes", "*.Karte"] }, default));
        Assert.Equal(["cart.Notes", "*.Karte"], (await Replica.ReadStandingAsync(default)).Withheld);
    }

    private async Task<long[]> VersionsAsync(StateKey[] keys)
    {
        var images = await Task.WhenAll(keys.Select(key => Replica.ReadImageAsync(key, null, default).AsTask()));
        return Array.ConvertAll(images, image => image.Record?.Version.Number ?? 0);
    }

    private async Task CopiedUserAsync(UserKey user, MemoryStore primary)
    {
        var key = RecordKey.Of(user);
        Assert.IsType<CopyOutcome.Copied>(await Replica.CopyUserAsync(new UserCopy(key, NextStamp(), await primary.ReadUserAsync(key, default)), default));
    }
}
