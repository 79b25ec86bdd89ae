using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>Which sessions a store lists for a user, and in which order.</summary>
public abstract class UserConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly UserKey _user = UserKey.From("conformance", Guid.NewGuid().ToString());
    private readonly UserKey _other = UserKey.From("conformance", Guid.NewGuid().ToString());

    [Fact]
    public async Task Sessions_are_listed_in_the_order_in_which_they_were_entered()
    {
        var keys = await EnterAsync(20);
        var entries = await ListAsync(_user);
        Assert.Equal(keys, entries.Select(entry => entry.Session));
        for (var number = 1; number < keys.Length; number++)
            Assert.True(entries[number - 1].Place < entries[number].Place);
    }

    [Fact]
    public async Task Entering_returns_all_entries()
    {
        var (first, second) = (NewKey(), NewKey());
        Assert.Equal(first, Assert.Single(await EnterAsync(_user, first)).Session);
        Assert.Equal([first, second], (await EnterAsync(_user, second)).Select(entry => entry.Session));
    }

    [Fact]
    public async Task Entering_again_keeps_place_and_age()
    {
        var keys = await EnterAsync(2);
        var before = await ListAsync(_user);
        Time.Advance(TimeSpan.FromSeconds(1));
        var after = await EnterAsync(_user, keys[0]);
        Assert.Equal(keys, after.Select(entry => entry.Session));
        Assert.Equal(before.Select(entry => entry.Place), after.Select(entry => entry.Place));
        Assert.All(after, entry => Assert.Equal(TimeSpan.FromSeconds(1), entry.Age));
    }

    [Fact]
    public async Task An_entry_is_as_old_as_the_clock_of_the_store_says()
    {
        await EnterAsync(1);
        Time.Advance(TimeSpan.FromSeconds(20));
        await EnterAsync(1);
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10)], (await ListAsync(_user)).Select(entry => entry.Age));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_no_entry_younger_than_new()
    {
        await EnterAsync(1);
        Time.JumpWallClock(TimeSpan.FromSeconds(-5));
        Assert.Equal(TimeSpan.Zero, Assert.Single(await ListAsync(_user)).Age);
    }

    [Fact]
    public async Task A_session_that_moves_to_its_next_key_shares_its_place()
    {
        var keys = await EnterAsync(3);
        var next = NewKey();
        await MoveAsync(keys[1], next);

        var entries = await ListAsync(_user);

        Assert.Equal([keys[0], keys[1], next, keys[2]], entries.Select(entry => entry.Session));
        Assert.Equal(entries[1].Place, entries[2].Place);
        await MoveAsync(keys[1], next);
        await MoveAsync(keys[0], next);
        Assert.Equal(entries, await ListAsync(_user));
        await Store.LeaveUserAsync(_user, keys[1], default);
        Assert.Equal([keys[0], next, keys[2]], (await ListAsync(_user)).Select(entry => entry.Session));
    }

    [Fact]
    public async Task A_session_that_moves_and_was_never_entered_comes_last()
    {
        var (keys, next) = (await EnterAsync(2), NewKey());
        await MoveAsync(NewKey(), next);
        Assert.Equal([.. keys, next], (await ListAsync(_user)).Select(entry => entry.Session));
    }

    [Fact]
    public async Task An_entry_can_be_taken_back()
    {
        var keys = await EnterAsync(3);
        await Store.LeaveUserAsync(_user, keys[1], default);
        await Store.LeaveUserAsync(_user, keys[1], default);
        await Store.LeaveUserAsync(_other, keys[0], default);
        await Store.LeaveUserAsync(_user, NewKey(), default);
        Assert.Equal([keys[0], keys[2]], (await ListAsync(_user)).Select(entry => entry.Session));
        await EnterAsync(_user, keys[1]);
        Assert.Equal([keys[0], keys[2], keys[1]], (await ListAsync(_user)).Select(entry => entry.Session));
    }

    [Fact]
    public async Task Users_have_lists_of_their_own()
    {
        var (key, mine) = (NewKey(), await EnterAsync(2));
        await EnterAsync(_other, key);
        await EnterAsync(_other, mine[0]);
        await MoveAsync(mine[0], NewKey());
        Assert.Equal([key, mine[0]], (await ListAsync(_other)).Select(entry => entry.Session));
        await Store.LeaveUserAsync(_user, mine[0], default);
        Assert.Equal([key, mine[0]], (await ListAsync(_other)).Select(entry => entry.Session));
        Assert.Empty(await ListAsync(UserKey.From("conformance", "nobody")));
    }

    [Fact]
    public async Task Many_who_enter_at_once_get_places_of_their_own()
    {
        var keys = Enumerable.Range(0, 50).Select(_ => NewKey()).ToArray();
        var answers = await Task.WhenAll(keys.Select(key => Task.Run(() => EnterAsync(_user, key))));

        var entries = await ListAsync(_user);
        Assert.Equal(keys.Length, entries.Select(entry => entry.Place).Distinct().Count());
        Assert.Equal(entries.OrderBy(entry => entry.Place), entries);

        // Each answer is the list as it grew: so of two who count it, one sees the other.
        var order = entries.Select(entry => entry.Session).ToArray();
        Assert.Equal(Enumerable.Range(1, keys.Length), answers.Select(answer => answer.Count).Order());
        Assert.All(answers.Zip(keys), pair => Assert.Equal(pair.Second, pair.First[^1].Session));
        Assert.All(answers, answer => Assert.Equal(order.Take(answer.Count), answer.Select(entry => entry.Session)));
    }

    [Fact]
    public async Task A_session_says_whose_it_is()
    {
        var key = NewKey();
        var created = Committed(await SendAsync(Creation(key) with { User = _user }));
        Assert.Equal(_user, (await FindAsync(key)).User);
        Assert.Equal(_user, (await GrantAsync(key, Here)).State.User);
        Assert.Equal(_user.Bytes.ToArray(), (await FindAsync(key)).User.Bytes.ToArray());
        created = created with { Token = (await GrantAsync(key, Here)).Token };
        await SendAsync(Change(key, created) with { User = _other });
        Assert.Equal(_other, (await FindAsync(key)).User);
        await SendAsync(Change(key, created));
        Assert.True((await FindAsync(key)).User.IsNone);
    }

    private async Task<StateKey[]> EnterAsync(int count)
    {
        var keys = Enumerable.Range(0, count).Select(_ => NewKey()).ToArray();
        foreach (var key in keys)
            await EnterAsync(_user, key);
        return keys;
    }

    private async Task MoveAsync(StateKey key, StateKey next) => await Store.MoveUserAsync(_user, key, next, Usual, default);
}
