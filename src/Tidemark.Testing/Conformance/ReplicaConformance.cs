using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>A replica has what it was given, on what it was made.</summary>
public abstract class ReplicaConformance<TFixture> : CopyConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task A_store_of_which_nobody_said_anything_is_alone_and_takes_no_copy()
    {
        var key = NewKey();
        Assert.Equal(StoreStanding.Alone, await Replica.ReadStandingAsync(default));
        Assert.IsType<CopyOutcome.Refused>(await Replica.CopyAsync(First(key, Original(1), Whole("a", 1)), default));
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task A_copy_is_the_session_but_for_its_leases()
    {
        await SetAsync(StoreRole.Replica, 1);
        var (key, user) = (NewKey(), UserKey.From("conformance", "ada"));
        var original = Original(7) with { User = user, TellsEnd = true, Ended = new EndMark(EndReason.Revoked, Time.GetUtcNow()) };
        await CopiedAsync(First(key, original, Whole("a", 1, 2), Whole("b")));

        var image = await Replica.ReadImageAsync(key, StateVersion.None, default);
        var record = Assert.IsType<PrimaryRecord>(image.Record);
        Assert.Equal(HistoryPoint.Of(original), HistoryPoint.Of(record));
        Assert.Equal(
            (original.Lifetime, original.LastUse, original.User, original.TellsEnd, original.Ended),
            (record.Lifetime, record.LastUse, record.User, record.TellsEnd, record.Ended));
        Assert.Null(record.Hold);
        Assert.Equal(new CopyStamp(1, new ChangeMark(Marks)), image.Copy);
        Assert.Equal(["a", "b"], image.Changed.Select(attribute => attribute.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Differences_build_on_what_the_replica_has_each_with_the_version_that_its_attribute_has_in_the_primary()
    {
        await SetAsync(StoreRole.Replica, 1);
        var key = NewKey();
        var first = Original(3);
        await CopiedAsync(First(key, first, Whole("a", 1, 2, 3), Whole("b", 1), Whole("c", 1)));

        var second = Later(first, 9);
        await CopiedAsync(Next(
            key, first, second,
            new AttributeCopy(new PatchedValue("a", new byte[] { 7 }, new(3), 3, 4), new(5)),
            new AttributeCopy(new PatchedValue("a", new byte[] { 8 }, new(5), 4, 2), new(6)),
            new AttributeCopy(new WholeValue("b", new byte[] { 2 }), new(9)),
            new AttributeCopy(new Removal("c"), new(8))));

        var image = await Replica.ReadImageAsync(key, StateVersion.None, default);
        Assert.Equal(9, image.Record!.Version.Number);
        var a = Assert.Single(image.Changed, IsNamed("a"));
        Assert.Equal([(5L, 3L), (6L, 5L)], a.Patches.Select(patch => (patch.Version.Number, patch.On.Number)));
        Assert.Equal([2], Assert.Single(image.Changed, IsNamed("b")).Base!.Bytes.ToArray());
        Assert.Equal(2, image.Changed.Count);
        var newer = Assert.Single((await Replica.ReadImageAsync(key, new(5), default)).Changed, IsNamed("a"));
        Assert.Equal([6L], newer.Patches.Select(patch => patch.Version.Number));
        Assert.Empty((await Replica.ReadImageAsync(key, null, default)).Changed);
    }

    [Theory]
    [InlineData("another version")]
    [InlineData("another commit")]
    [InlineData("another session under the same key")]
    [InlineData("nothing")]
    [InlineData("a patch for another length")]
    public async Task What_was_made_on_something_else_is_answered_with_what_the_replica_has_and_changes_nothing(string made)
    {
        await SetAsync(StoreRole.Replica, 1);
        var key = NewKey();
        var has = Original(3);
        await CopiedAsync(First(key, has, Whole("a", 1, 2, 3)));
        var before = await Replica.ReadImageAsync(key, StateVersion.None, default);

        var on = made switch
        {
            "another version" => HistoryPoint.Of(has) with { Version = new(2) },
            "another commit" => HistoryPoint.Of(has) with { Commit = CommitId.New() },
            "another session under the same key" => HistoryPoint.Of(has) with { Created = has.Created.AddSeconds(1) },
            "nothing" => default(HistoryPoint?),
            _ => HistoryPoint.Of(has),
        };
        var patch = new PatchedValue("a", new byte[] { 7 }, new(3), made == "a patch for another length" ? 9 : 3, 4);
        var gap = Assert.IsType<CopyOutcome.Gap>(await Replica.CopyAsync(
            new SessionCopy(key, NextStamp(), on, Later(has, 4), [new AttributeCopy(patch, new(4))]), default));

        Assert.Equal(HistoryPoint.Of(has), HistoryPoint.Of(gap.Has.Record!));
        var after = await Replica.ReadImageAsync(key, StateVersion.None, default);
        Assert.Equal((before.Copy, before.Record!.Version), (after.Copy, after.Record!.Version));
        Assert.Empty(Assert.Single(after.Changed).Patches);
    }

    [Fact]
    public async Task A_copy_that_comes_late_changes_nothing_and_does_not_bring_back_what_is_gone()
    {
        await SetAsync(StoreRole.Replica, 1);
        var (key, early) = (NewKey(), NextStamp());
        var original = Original(3);
        await CopiedAsync(First(key, original, Whole("a", 1)));
        Assert.IsType<CopyOutcome.Gap>(await Replica.CopyAsync(Next(key, original, Later(original, 4)) with { Stamp = early }, default));

        await CopiedAsync(new SessionCopy(key, NextStamp(), HistoryPoint.Of(original), null, []));
        Time.Advance(TimeSpan.FromHours(23));
        await SweepAsync();
        Assert.IsType<CopyOutcome.Gap>(await Replica.CopyAsync(First(key, original, Whole("a", 1)) with { Stamp = early }, default));
        Assert.Null((await Replica.ReadImageAsync(key, null, default)).Record);

        Time.Advance(TimeSpan.FromHours(2));
        await SweepAsync();
        var left = await Replica.ReadImageAsync(key, null, default);
        Assert.True(left is { Record: null, Tombstone: null } || !left.Tombstone!.IsOn(Time.GetUtcNow()));
    }
}
