using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark.Tests.Leases;

public sealed class LooseEndsTests
{
    private readonly LooseEnds _ends = new(NullLogger.Instance);

    [Fact]
    public async Task An_end_stays_until_it_succeeds_and_stops_those_behind_it()
    {
        var (tries, others) = (0, 0);
        _ends.Add(NewKey(), () => tries++ == 0 ? throw new SessionUnavailableException("down", null) : ValueTask.CompletedTask);
        _ends.Add(NewKey(), () =>
        {
            others++;
            return ValueTask.CompletedTask;
        });

        await _ends.SettleAsync();
        Assert.Equal((1, 0, 2), (tries, others, _ends.Count));
        await _ends.SettleAsync();
        Assert.Equal((2, 1, 0), (tries, others, _ends.Count));
    }

    [Fact]
    public async Task The_same_end_is_never_tried_twice_at_once()
    {
        var tries = 0;
        var store = new TaskCompletionSource();
        _ends.Add(NewKey(), async () =>
        {
            tries++;
            await store.Task;
        });
        var first = _ends.SettleAsync();
        Assert.True(_ends.SettleAsync().IsCompletedSuccessfully);

        Assert.Equal(1, tries);
        Assert.Equal(1, _ends.Count);
        store.SetException(new SessionUnavailableException("down", null));
        await first;
        Assert.Equal(1, _ends.Count);
    }

    [Fact]
    public async Task A_newer_end_of_a_session_replaces_an_older_one_even_while_that_is_tried()
    {
        var store = new TaskCompletionSource();
        var (key, newer) = (NewKey(), 0);
        _ends.Add(key, async () => await store.Task);
        var first = _ends.SettleAsync();
        _ends.Add(key, () =>
        {
            newer++;
            return ValueTask.CompletedTask;
        });
        store.SetResult();
        await first;
        Assert.Equal(1, _ends.Count);
        await _ends.SettleAsync();
        Assert.Equal((1, 0), (newer, _ends.Count));
    }

    private static StateKey NewKey() => StateKey.From("test", SessionId.New());
}
