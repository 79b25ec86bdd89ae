using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>That a node which knows a version is sent only what is newer.</summary>
public abstract class DeltaConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task Only_what_is_newer_than_the_known_version_comes_with_its_bytes()
    {
        var (key, third) = await ThreeVersionsAsync();
        Assert.Equal(new StateVersion(3), third.Version);

        AssertParts(await FindAsync(key), ["a", "b", "d"], []);
        AssertParts(await FindAsync(key, new StateVersion(1)), ["b", "d"], ["a"]);
        AssertParts(await FindAsync(key, new StateVersion(2)), ["d"], ["a", "b"]);
    }

    [Fact]
    public async Task A_grant_is_a_delta_too()
    {
        var (key, third) = await ThreeVersionsAsync();
        AssertParts((await GrantAsync(key, Here, new StateVersion(2))).State, ["d"], ["a", "b"]);
        AssertParts((await GrantAsync(key, Here, third.Version)).State, [], ["a", "b", "d"]);
        AssertParts((await GrantAsync(key, Here)).State, ["a", "b", "d"], []);
    }

    [Fact]
    public async Task A_version_from_the_future_is_answered_whole()
    {
        var (key, third) = await ThreeVersionsAsync();
        AssertParts(await FindAsync(key, third.Version.Next()), ["a", "b", "d"], []);
        AssertParts((await GrantAsync(key, Here, new StateVersion(long.MaxValue))).State, ["a", "b", "d"], []);
    }

    [Fact]
    public async Task The_known_version_is_not_modified_when_it_is_the_current_one()
    {
        var (key, third) = await ThreeVersionsAsync();
        Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(new ReadOutcome.NotModified(Usual.Idle - TimeSpan.FromMinutes(2)), await ReadAsync(key, third.Version));
    }

    [Fact]
    public async Task An_attribute_keeps_the_version_of_its_last_change()
    {
        var (key, _) = await ThreeVersionsAsync();
        var state = await FindAsync(key);
        Assert.Equal([1, 2, 3], state.Changed.OrderBy(attribute => attribute.Name).Select(attribute => attribute.Version.Number));
    }

    [Fact]
    public async Task An_attribute_that_went_and_came_back_is_changed()
    {
        var (key, third) = await ThreeVersionsAsync();
        var gone = Committed(await SendAsync(Change(key, third, Gone("a"))));
        var back = Committed(await SendAsync(Change(key, gone, Whole("a", 1))));
        AssertParts(await FindAsync(key, third.Version), ["a"], ["b", "d"]);
        AssertParts(await FindAsync(key, gone.Version), ["a"], ["b", "d"]);
        Assert.Equal(new StateVersion(5), back.Version);
    }

    [Fact]
    public async Task Another_session_under_the_same_key_shows_by_its_creation()
    {
        var (key, third) = await ThreeVersionsAsync();
        var before = (await FindAsync(key)).Created;
        await SendAsync(Change(key, third) with { Then = AfterCommit.End });
        Time.Advance(Tombstone.Kept);
        await CreateAsync(key, Whole("x", 1));
        Assert.Equal(before + Tombstone.Kept, (await FindAsync(key)).Created);
    }

    // v1: a, b, c; v2: b changes; v3: c goes, d comes.
    private async Task<(StateKey Key, CommitOutcome.Committed Third)> ThreeVersionsAsync()
    {
        var key = NewKey();
        var first = await CreateAsync(key, Whole("a", 1), Whole("b", 1), Whole("c", 1));
        var second = Committed(await SendAsync(Change(key, first, Whole("b", 2))));
        return (key, Committed(await SendAsync(Change(key, second, Gone("c"), Whole("d", 3)))));
    }

    private static void AssertParts(PrimaryState state, string[] changed, string[] unchanged)
    {
        Assert.Equal(changed, ChangedNames(state));
        Assert.Equal(unchanged, UnchangedNames(state));
    }
}
