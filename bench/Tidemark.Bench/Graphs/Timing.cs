using System.Diagnostics;
using System.Runtime;

namespace Tidemark.Bench.Graphs;

/// <summary>
/// Times contenders in turn, round by round, so that what disturbs the machine disturbs all of them. Rounds are shorter than the turns that the
/// system gives to processes, and the figure is the lower quartile of many: what disturbs a round only makes it longer.
/// </summary>
public static class Timing
{
    private const int Rounds = 201;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(0.4);

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

        return [.. rounds.Select(times => times.Order().ElementAt(Rounds / 4))];
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

    // Enough calls for a round.
    private static int Calibrate(Action contender)
    {
        WarmUp(contender);
        return Math.Max(1, CallsIn(contender, Round * 250) / 250);
    }

    // The runtime compiles what is used much for good, in the background. Before it has nothing left to do, another program is measured.
    private static void WarmUp(Action contender)
    {
        var quiet = 0;
        for (var i = 0; i < 40 && quiet < 3; i++)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            CallsIn(contender, TimeSpan.FromMilliseconds(250));
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
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
