using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>What a commit changes.</summary>
public abstract class CommitConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task A_new_session_has_version_1_with_and_without_attributes()
    {
        var (full, empty) = (NewKey(), NewKey());
        Assert.Equal(new StateVersion(1), (await CreateAsync(full, Whole("a", 1))).Version);
        Assert.Equal(new StateVersion(1), (await CreateAsync(empty)).Version);
        Assert.Empty((await FindAsync(empty)).Changed);
    }

    [Fact]
    public async Task Values_are_set_replaced_and_removed()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1), Whole("b", 2), Whole("c", 3));

        var changed = Committed(await SendAsync(Change(key, created, Whole("a", 9, 9), Gone("b"), Whole("d"))));

        Assert.Equal(new StateVersion(2), changed.Version);
        Assert.Equal(created.Token, changed.Token);
        var state = await FindAsync(key);
        Assert.Equal(["a", "c", "d"], ChangedNames(state));
        AssertValue(state, "a", 9, 9);
        AssertValue(state, "c", 3);
        AssertValue(state, "d");
        Assert.Equal([2, 1, 2], state.Changed.OrderBy(attribute => attribute.Name).Select(attribute => attribute.Version.Number));
    }

    [Fact]
    public async Task Names_are_told_apart_by_every_character()
    {
        string[] names = ["a", "A", "ä", "a\u0308", "a ", "a\0b", "名", "😀", new('n', 300)];
        var key = NewKey();
        await CreateAsync(key, [.. names.Select((name, index) => Whole(name, (byte)index))]);
        var state = await FindAsync(key);
        Assert.Equal(names.Order(StringComparer.Ordinal), ChangedNames(state));
        for (var index = 0; index < names.Length; index++)
            AssertValue(state, names[index], (byte)index);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(100_000)]
    [InlineData(4_000_000)]
    public async Task Values_of_every_size_come_back_byte_for_byte(int size)
    {
        var value = new byte[size];
        new Random(size).NextBytes(value);
        var key = NewKey();
        await CreateAsync(key, Whole("small", 1), Whole("value", value));
        AssertValue(await FindAsync(key), "value", value);
    }

    [Fact]
    public async Task A_commit_without_differences_makes_no_new_version()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        Assert.Equal(created, Committed(await SendAsync(Change(key, created))));
        Assert.IsType<ReadOutcome.NotModified>(await ReadAsync(key, created.Version));
    }

    [Fact]
    public async Task Removing_what_is_not_there_makes_a_new_version_and_no_harm()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        Assert.Equal(new StateVersion(2), Committed(await SendAsync(Change(key, created, Gone("b")))).Version);
        Assert.Equal(["a"], ChangedNames(await FindAsync(key)));
    }

    [Fact]
    public async Task A_commit_can_give_the_lease_back()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        var released = Committed(await SendAsync(Change(key, created, Whole("a", 1)) with { Then = AfterCommit.Release }));
        Assert.True(released.Token.IsNone);
        Assert.Equal(released.Version, (await GrantAsync(key, There)).State.Version);
    }

    [Fact]
    public async Task A_commit_can_end_the_session()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        var ended = Committed(await SendAsync(Change(key, created, Whole("b", 2)) with { Then = AfterCommit.End }));
        Assert.True(ended.Token.IsNone);
        await AssertMissingAsync(key);
        AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, created, Whole("a", 3))));
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task A_key_whose_session_ended_starts_over_empty()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        await SendAsync(Change(key, created) with { Then = AfterCommit.End });
        Time.Advance(Tombstone.Kept);

        var again = await CreateAsync(key, Whole("b", 2));

        Assert.Equal(new StateVersion(1), again.Version);
        Assert.NotEqual(created.Token, again.Token);
        var state = await FindAsync(key);
        Assert.Equal(["b"], ChangedNames(state));
        Assert.Equal(Time.GetUtcNow(), state.Created);
    }

    [Fact]
    public async Task Sessions_do_not_touch_each_other()
    {
        var (one, other) = (NewKey(), NewKey());
        var first = await CreateAsync(one, Whole("a", 1));
        await CreateAsync(other, Whole("a", 2));
        await SendAsync(Change(one, first, Gone("a")) with { Then = AfterCommit.End });
        AssertValue(await FindAsync(other), "a", 2);
    }

    [Fact]
    public async Task Many_attributes_come_back_once_each()
    {
        var key = NewKey();
        var names = Enumerable.Range(0, 256).Select(index => $"attribute {index:d3}").ToArray();
        await CreateAsync(key, [.. names.Select(name => Whole(name, 1))]);
        Assert.Equal(names, ChangedNames(await FindAsync(key)));
    }
}
