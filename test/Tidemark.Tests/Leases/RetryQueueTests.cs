using Tidemark.Leases;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

public sealed class RetryQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ManualTimeProvider _time = new();
    private readonly Lines _log = new();
    private readonly RetryQueue _retries;

    public RetryQueueTests() => _retries = new RetryQueue(_time, _log);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_fails_is_tried_again_and_keeps_no_other_from_being_tried(bool isExpected) => Run(async () =>
    {
        var tries = new int[3];
        for (var number = 0; number < tries.Length; number++)
            Add(number);
        await _retries.TryAllAsync();
        Assert.Equal([1, 1, 1], tries);
        Assert.Equal(1, _retries.Count);
        await _retries.TryAllAsync();

        Assert.Equal([2, 1, 1], tries);
        Assert.Equal(0, _retries.Count);
        Assert.Contains(_log.All, line => line.Contains("the cause", StringComparison.Ordinal));

        void Add(int number) => _retries.Add(new Retry(NewKey(), RetryKind.EndByCommit, () => tries[number]++ == 0 && number == 0 ? Fail() : default));

        ValueTask Fail() => throw (isExpected ? Down() : new InvalidOperationException("the cause"));
    });

    [Fact]
    public void One_that_hangs_keeps_no_other_from_being_tried() => Run(async () =>
    {
        var (hung, tries) = (new TaskCompletionSource(), 0);
        _retries.Add(new Retry(NewKey(), RetryKind.EndByCommit, async () => await hung.Task));
        _retries.Add(new Retry(NewKey(), RetryKind.EndByCommit, () => Count(ref tries)));
        var round = _retries.TryAllAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(1), _time, TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (tries, _retries.Count));
        hung.SetResult();
        await round;
        Assert.Equal(0, _retries.Count);
    });

    [Fact]
    public void The_same_one_is_never_tried_twice_at_once() => Run(async () =>
    {
        var (tries, store) = (0, new TaskCompletionSource());
        _retries.Add(new Retry(NewKey(), RetryKind.ReturnLease, async () =>
        {
            tries++;
            await store.Task;
        }));
        var rounds = new[] { _retries.TryAllAsync(), _retries.TryAllAsync() };
        await Task.Yield();
        await Task.Yield();
        store.SetException(Down());
        await Task.WhenAll(rounds);

        Assert.Equal((1, 1), (tries, _retries.Count));
    });

    [Fact]
    public void A_newer_one_replaces_an_older_one_even_while_that_is_tried() => Run(async () =>
    {
        var (key, newer, store) = (NewKey(), 0, new TaskCompletionSource());
        _retries.Add(new Retry(key, RetryKind.ReturnLease, async () => await store.Task));
        var first = _retries.TryAllAsync();
        await Task.Yield();
        await Task.Yield();
        _retries.Add(new Retry(key, RetryKind.ReturnLease, () => Count(ref newer)));
        store.SetResult();
        await first;
        Assert.Equal((0, 1), (newer, _retries.Count));
        await _retries.TryAllAsync();
        Assert.Equal((1, 0), (newer, _retries.Count));
    });

    // Whatever comes first: the end is told, and nothing that could fence it.
    [Theory]
    [InlineData(nameof(RetryKind.EndByCommit), nameof(RetryKind.ReturnLease))]
    [InlineData(nameof(RetryKind.EndByCommit), nameof(RetryKind.ConfirmUser))]
    [InlineData(nameof(RetryKind.EndUnknown), nameof(RetryKind.ReturnLease))]
    [InlineData(nameof(RetryKind.ReturnLease), nameof(RetryKind.EndByCommit))]
    [InlineData(nameof(RetryKind.ConfirmUser), nameof(RetryKind.EndByCommit))]
    [InlineData(nameof(RetryKind.ConfirmUser), nameof(RetryKind.EndUnknown))]
    public void An_end_is_told_whatever_else_was_to_be_told_of_its_session(string first, string second) => Run(async () =>
    {
        var (key, told) = (NewKey(), new List<RetryKind>());
        foreach (var kind in new[] { first, second }.Select(Enum.Parse<RetryKind>))
        {
            _retries.Add(new Retry(key, kind, () =>
            {
                told.Add(kind);
                return default;
            }));
        }

        await _retries.TryAllAsync();
        Assert.StartsWith("End", Assert.Single(told).ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public void What_waits_is_bounded_and_what_is_dropped_is_logged_and_undone() => Run(async () =>
    {
        var (sent, undone) = (0, 0);
        for (var number = 0; number < 10_001; number++)
            _retries.Add(new Retry(NewKey(), RetryKind.ReturnLease, () => Count(ref sent)));
        Assert.Equal(10_000, _retries.Count);
        for (var number = 0; number < 10_002; number++)
            _retries.Add(new Retry(NewKey(), RetryKind.EndByCommit, () => Count(ref sent), () => undone++));
        Assert.Equal((20_000, 2), (_retries.Count, undone));
        Assert.Equal(3, _log.All.Count);
        await _retries.TryAllAsync();

        Assert.Equal((20_000, 0), (sent, _retries.Count));
    });

    [Fact]
    public void A_node_that_leaves_tries_each_once_more_and_says_what_is_never_told() => Run(async () =>
    {
        var (key, tries) = (NewKey(), 0);
        _retries.Add(new Retry(key, RetryKind.EndByCommit, () => tries++ >= 0 ? throw Down() : default));
        _retries.Add(new Retry(NewKey(), RetryKind.EndByCommit, () => Count(ref tries)));
        _retries.Add(new Retry(NewKey(), RetryKind.ReturnLease, async () => await new TaskCompletionSource().Task));
        var began = _time.GetTimestamp();
        await _retries.CloseAsync(Patience);

        Assert.InRange(_time.GetElapsedTime(began), Patience, 2 * Patience);
        Assert.Equal((2, 0), (tries, _retries.Count));
        Assert.Single(_log.All, line => line.Contains(key.ToString(), StringComparison.Ordinal) && line.Contains("never told", StringComparison.Ordinal));
        var late = NewKey();
        _retries.Add(new Retry(late, RetryKind.EndByCommit, () => Count(ref tries)));
        Assert.Contains(_log.All, line => line.Contains(late.ToString(), StringComparison.Ordinal));
        Assert.Equal((2, 0), (tries, _retries.Count));
    });

    private void Run(Func<Task> body) => OneThread.Run(_time, body);

    private static ValueTask Count(ref int count)
    {
        count++;
        return default;
    }

    private static SessionUnavailableException Down() => new("the cause", null);

    private static StateKey NewKey() => StateKey.From("test", SessionId.New());
}
