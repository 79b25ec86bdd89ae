using System.Diagnostics;

namespace Tidemark.Bench.Graphs;

/// <summary>
/// Times contenders in turn, round by round, so that what disturbs the machine disturbs all of them; the figure is the median of the rounds.
/// </summary>
public static class Timing
{
    private const int Rounds = 31;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(700);

    /// <summary>Nanoseconds of one call each.</summary>
    public static double[] Measure(params Action[] contenders)
    {
        var calls = contenders.Select(Calibrate).ToArray();
        var rounds = contenders.Select(_ => new double[Rounds]).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < contenders.Length; i++)
                rounds[i][round] = NanosecondsOf(contenders[i], calls[i]);
        }

        return [.. rounds.Select(times => times.Order().ElementAt(Rounds / 2))];
    }

    /// <summary>Bytes that one call allocates, once warm.</summary>
    public static long Allocated(Action contender)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            contender();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    // Enough calls for a round, after as many as make the runtime compile the code for good, which it does in the background.
    private static int Calibrate(Action contender)
    {
        CallsIn(contender, WarmUp);
        return Math.Max(1, CallsIn(contender, Round * 25) / 25);
    }

    private static int CallsIn(Action contender, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var calls = 0;
        for (; watch.Elapsed < time; calls++)
            contender();
        return calls;
    }

    private static double NanosecondsOf(Action contender, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
            contender();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
    }
}
