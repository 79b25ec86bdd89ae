using Tidemark.Leases;
using Tidemark.Leases.Attributes;

namespace Tidemark.Tests.Leases.Attributes;

/// <summary>Real threads, real time.</summary>
public sealed class LockStressTests
{
    private const int Flows = 8;
    private const int RoundsPerFlow = 6_000;

    private static readonly string[] Names = ["a", "b", "c", "d"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly AttributeLocks _locks = new(1_000, TimeProvider.System);
    private readonly int[] _counters = new int[Names.Length];
    private int _takes;
    private int _deadlocks;

    [Fact]
    public async Task A_hundred_thousand_takes_lose_no_update()
    {
        await WriteAsync(togetherOf4: 1);
        Assert.InRange(_deadlocks, 1, int.MaxValue);
    }

    [Fact]
    public async Task Requests_that_all_take_together_never_deadlock()
    {
        await WriteAsync(togetherOf4: 4);
        Assert.Equal(0, _deadlocks);
    }

    [Fact]
    public async Task A_grant_and_a_cancellation_at_the_same_moment_leave_nothing_behind()
    {
        var (granted, cancelled) = (0, 0);
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var (first, second, third) = (new LockOwner("first"), new LockOwner("second"), new LockOwner("third"));
            await _locks.TakeAsync(first, "a", new LockWait(TimeProvider.System, Patience), default);
            using var stop = new CancellationTokenSource();
            var races = _locks.TakeAsync(second, "a", new LockWait(TimeProvider.System, Patience), stop.Token).AsTask();
            var next = _locks.TakeAsync(third, "a", new LockWait(TimeProvider.System, Patience), default).AsTask();
            Action[] moves = [stop.Cancel, () => _locks.ReleaseAll(first)];
            await RaceAsync(random, moves[round % 2], moves[1 - (round % 2)]);
            try
            {
                await races;
                granted++;
                Assert.True(_locks.IsHeldBy(second, "a"));
                _locks.ReleaseAll(second);
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }

            await LockRig.EndsAsync(next);
            _locks.ReleaseAll(third);
            Assert.Empty(_locks.Report());
        }

        Assert.InRange(granted, 1, cancelled + granted - 1);
    }

    // Both spin until both are there, and a little longer by chance, so that either may be the first. On threads of their own: those of the pool may not come
    // to the second while the first spins and other tests keep them busy.
    private static Task RaceAsync(Random random, params Action[] moves)
    {
        var ready = 0;
        return Task.WhenAll(moves.Select(move => (move, handicap: random.Next(50))).Select(start => Task.Factory.StartNew(
        () =>
        {
            Interlocked.Increment(ref ready);
            while (Volatile.Read(ref ready) < moves.Length)
                Thread.SpinWait(1);
            Thread.SpinWait(start.handicap);
            start.move();
        },
        TestContext.Current.CancellationToken,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default)));
    }

    private async Task WriteAsync(int togetherOf4)
    {
        var flows = Enumerable.Range(0, Flows).Select(seed => Task.Run(() => WriteAsync(new Random(seed), togetherOf4)));
        var written = await Task.WhenAll(flows);
        Assert.Equal(Names.Select((_, name) => written.Sum(counts => counts[name])), _counters);
        Assert.Empty(_locks.Report());
        Assert.InRange(_takes, 80_000, int.MaxValue);
    }

    // One request after the other, each of some attributes, one by one or together; a refused one is sent again.
    private async Task<int[]> WriteAsync(Random random, int togetherOf4)
    {
        var written = new int[Names.Length];
        for (var round = 0; round < RoundsPerFlow; round++)
        {
            var wanted = random.GetItems(Names, random.Next(1, 4));
            var together = random.Next(4) < togetherOf4;
            while (!await TryWriteAsync(wanted, together, written))
                Interlocked.Increment(ref _deadlocks);
        }

        return written;
    }

    private async Task<bool> TryWriteAsync(string[] wanted, bool together, int[] written)
    {
        var owner = new LockOwner("writer");
        var wait = new LockWait(TimeProvider.System, Patience);
        try
        {
            if (together)
                await _locks.TakeAsync(owner, wanted, wait, default);
            foreach (var name in wanted)
            {
                await _locks.TakeAsync(owner, name, wait, default);
                Interlocked.Increment(ref _takes);
            }

            foreach (var name in wanted.Select(name => Array.IndexOf(Names, name)))
            {
                var count = _counters[name];
                await Task.Yield();
                _counters[name] = count + 1;
                written[name]++;
            }

            return true;
        }
        catch (SessionDeadlockException)
        {
            return false;
        }
        finally
        {
            _locks.ReleaseAll(owner);
        }
    }
}
