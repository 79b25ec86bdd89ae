using System.Diagnostics;
using Tidemark.Graph;

namespace Tidemark.Bench.Graphs;

/// <summary>What the first use of a type costs: its plan, and the first call of each verb.</summary>
public static class ShapeCost
{
    /// <summary>Milliseconds, for the first type of all, and the median of ten that come after it.</summary>
    public static (double First, double Median) Measure()
    {
        var first = Milliseconds<Guid>();
        double[] others =
        [
            Milliseconds<int>(), Milliseconds<long>(), Milliseconds<short>(), Milliseconds<byte>(), Milliseconds<double>(),
            Milliseconds<float>(), Milliseconds<decimal>(), Milliseconds<bool>(), Milliseconds<DateTime>(), Milliseconds<TimeSpan>(),
        ];
        return (first, others.Order().ElementAt(others.Length / 2));
    }

    private static double Milliseconds<T>() where T : struct
    {
        var graph = new Wide<T>();
        var start = Stopwatch.GetTimestamp();
        var plan = new GraphSerializer().PlanOf<Wide<T>>();
        var bytes = plan.Encode(graph);
        plan.Decode(bytes);
        if (!plan.Compare(graph, bytes).IsSame)
            throw new UnreachableException();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private sealed class Wide<T> where T : struct
    {
        public T A { get; set; }

        public T B { get; set; }

        public T C { get; set; }

        public int D { get; set; }

        public int E { get; set; }

        public long F { get; set; }

        public decimal G { get; set; }

        public DateTime H { get; set; }

        public Guid I { get; set; }

        public bool J { get; set; }

        public string K { get; set; } = "";

        public string L { get; set; } = "";

        public string? M { get; set; }

        public T? N { get; set; }

        public DayOfWeek O { get; set; }

        public List<T> P { get; set; } = [];

        public T[] Q { get; set; } = [];

        public Dictionary<string, T> R { get; set; } = [];

        public Wide<T>? S { get; set; }

        public TimeSpan U { get; set; }
    }
}
