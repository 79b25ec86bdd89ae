using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>Requests of one session, in parallel on one node.</summary>
public sealed class SharedTests
{
    private readonly Rig _rig = new();

    [Fact]
    public async Task Different_attributes_do_not_wait_for_each_other()
    {
        var id = await _rig.StoreAsync();
        await using var first = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var second = await _rig.OpenAsync(id, SessionAccess.Shared);
        (await first.GetAsync(Keys.Cart))!.Lines.Clear();
        var other = second.GetAsync(Keys.Wizard);

        Assert.True(other.IsCompletedSuccessfully);
        (await other)!.Step = 2;
        await second.CompleteAsync();
        await first.CompleteAsync();
        Assert.Equal(2, (await _rig.StoredAsync(id, Keys.Wizard))!.Step);
        Assert.Empty((await _rig.StoredAsync(id, Keys.Cart))!.Lines);
    }

    [Fact]
    public void The_same_attribute_is_had_one_after_the_other() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var first = await _rig.OpenAsync(id, SessionAccess.Shared);
        var wizard = await first.GetAsync(Keys.Wizard);
        var order = new List<int>();
        var others = Enumerable.Range(0, 5).Select(async i =>
        {
            await using var other = await _rig.OpenAsync(id, SessionAccess.Shared);
            Assert.Same(wizard, await other.GetAsync(Keys.Wizard));
            order.Add(i);
            await other.CompleteAsync();
        }).ToArray();
        Assert.All(others, task => Assert.False(task.IsCompleted));
        wizard!.Step = 8;
        await first.CompleteAsync();
        await Task.WhenAll(others);

        Assert.Equal(Enumerable.Range(0, 5), order);
    });

    [Fact]
    public async Task Counters_are_exact_on_many_threads()
    {
        var id = await _rig.StoreAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
        {
            await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
            await session.LockAsync(["wizard", "count"], CancellationToken.None);
            (await session.GetAsync(Keys.Wizard))!.Step++;
            await session.SetAsync(Keys.Count, await session.GetAsync(Keys.Count) + 1);
            await session.CompleteAsync();
        });

        Assert.Equal(401, (await _rig.StoredAsync(id, Keys.Wizard))!.Step);
        Assert.Equal(400, await _rig.StoredAsync(id, Keys.Count));
    }

    [Fact]
    public void What_one_request_has_not_committed_no_other_one_reads() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var writer = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var reader = await _rig.OpenAsync(id, SessionAccess.Shared);
        (await writer.GetAsync(Keys.Wizard))!.Step = 7;
        await writer.SetAsync(Keys.Name, "Bob");
        await writer.SetAsync(Keys.Count, 3);
        await writer.RemoveAsync("cart");
        foreach (var session in new[] { reader, await _rig.OpenAsync(id, SessionAccess.ReadOnly) })
        {
            Assert.Equal(1, session.Read(Keys.Wizard)!.Step);
            Assert.Equal("Ada", session.Read(Keys.Name));
            Assert.Equal(3, session.Read(Keys.Cart)!.Lines.Count);
            Assert.Equal(["cart", "name", "wizard"], session.Names);
        }

        Assert.Equal(7, writer.Read(Keys.Wizard)!.Step);
        await writer.CompleteAsync();
        Assert.Equal(7, reader.Read(Keys.Wizard)!.Step);
        Assert.Null(reader.Read(Keys.Cart));
        Assert.Equal(["count", "name", "wizard"], reader.Names);
    });

    [Fact]
    public async Task A_request_that_throws_forgets_its_own_attributes_only()
    {
        var id = await _rig.StoreAsync();
        await using var keeps = await _rig.OpenAsync(id, SessionAccess.Shared);
        var cart = await keeps.GetAsync(Keys.Cart);
        cart!.Lines[0].Quantity = 9;
        await using (var throws = await _rig.OpenAsync(id, SessionAccess.Shared))
        {
            (await throws.GetAsync(Keys.Wizard))!.Step = 99;
            await throws.SetAsync(Keys.Count, 99);
            throws.Discard();
            await throws.CompleteAsync();
        }

        Assert.Same(cart, await keeps.GetAsync(Keys.Cart));
        Assert.Equal(1, (await keeps.GetAsync(Keys.Wizard))!.Step);
        Assert.Equal(0, await keeps.GetAsync(Keys.Count));
        await keeps.CompleteAsync();
        Assert.Equal(["cart"], _rig.Watched.SentNames);
    }

    [Fact]
    public void Of_two_who_wait_for_each_other_one_is_told_and_can_be_sent_again() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var first = await _rig.OpenAsync(id, SessionAccess.Shared, "GET /first");
        var second = await _rig.OpenAsync(id, SessionAccess.Shared, "GET /second");
        await first.GetAsync(Keys.Cart);
        await second.GetAsync(Keys.Wizard);
        var waits = first.GetAsync(Keys.Wizard).AsTask();
        var deadlock = await Assert.ThrowsAsync<SessionDeadlockException>(async () => await second.GetAsync(Keys.Cart));
        Assert.Equal(["GET /second", "GET /first"], deadlock.Purposes);
        Assert.False(waits.IsCompleted);
        await second.DisposeAsync();
        (await waits)!.Step = 3;
        await first.CompleteAsync();

        Assert.Equal(3, (await _rig.StoredAsync(id, Keys.Wizard))!.Step);
        Assert.Equal(0, _rig.Time.GetTimestamp());
    });

    [Fact]
    public void Exclusive_requests_and_those_that_share_keep_each_other_out_in_the_order_of_arrival() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var shared = await _rig.OpenAsync(id, SessionAccess.Shared);
        var exclusive = _rig.OpenAsync(id);
        var behind = _rig.OpenAsync(id, SessionAccess.Shared);
        await using (var reader = await _rig.OpenAsync(id, SessionAccess.ReadOnly))
            Assert.Equal("Ada", reader.Read(Keys.Name));
        Assert.False(exclusive.IsCompleted);
        await shared.CompleteAsync();
        var alone = await exclusive;
        Assert.False(behind.IsCompleted);
        await alone.CompleteAsync();
        await (await behind).CompleteAsync();
    });

    [Fact]
    public void Parallel_commits_form_one_chain() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        for (var i = 0; i < 10; i++)
            _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLate(TimeSpan.FromMilliseconds(i % 3)));
        var first = (await _rig.StateAsync(id))!.Version;
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
            await session.SetAsync(new SessionKey<int>($"n{i}"), i);
            await session.CompleteAsync();
        }));

        var bases = _rig.Watched.Commits.Select(commit => commit.Base.Number).ToArray();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => first.Number + i), bases);
        Assert.Equal(13, (await _rig.StateAsync(id))!.Changed.Count);
    });

    [Fact]
    public async Task A_request_that_waited_for_an_attribute_which_is_removed_gets_nothing()
    {
        var id = await _rig.StoreAsync();
        await using var first = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var second = await _rig.OpenAsync(id, SessionAccess.Shared);
        await first.RemoveAsync("cart");
        var waits = second.GetAsync(Keys.Cart).AsTask();
        await first.CompleteAsync();

        Assert.Null(await waits);
        await second.SetAsync(Keys.Cart, new Cart());
        await second.CompleteAsync();
        Assert.Empty((await _rig.StoredAsync(id, Keys.Cart))!.Lines);
    }

    [Fact]
    public async Task Reading_while_others_change_and_remove_never_fails_and_never_shows_half_a_commit()
    {
        var id = await _rig.StoreAsync();
        var (one, two) = (new SessionKey<Wizard>("one"), new SessionKey<Wizard>("two"));
        using var over = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 3_000; i++)
            {
                await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
                await session.SetAsync(one, i % 3 == 0 ? null! : new Wizard { Step = i });
                await session.SetAsync(two, i % 3 == 0 ? null! : new Wizard { Step = i });
                await session.CompleteAsync();
            }

            await over.CancelAsync();
        });
        while (!over.IsCancellationRequested)
        {
            await using var shared = await _rig.OpenAsync(id, SessionAccess.Shared);
            _ = shared.Read(one);
            await using var snapshot = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
            Assert.Equal(snapshot.Read(one)?.Step, snapshot.Read(two)?.Step);
        }

        await writing;
    }
}
