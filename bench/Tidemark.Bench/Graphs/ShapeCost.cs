using System.Diagnostics;
using Tidemark.Graph;

namespace Tidemark.Bench.Graphs;

/// <summary>What the first use of a type costs: its plan, and the first call of each verb.</summary>
public static class ShapeCost
{
    /// <summary>Milliseconds, for the first type of all, and the median of those that come after it.</summary>
    public static (double First, double Median) Measure()
    {
        var first = Milliseconds<One>();
        double[] others =
        [
            Milliseconds<Two>(), Milliseconds<Three>(), Milliseconds<Four>(), Milliseconds<Five>(), Milliseconds<Six>(), Milliseconds<Seven>(),
            Milliseconds<Eight>(), Milliseconds<Nine>(), Milliseconds<Ten>(),
        ];
        return (first, others.Order().ElementAt(others.Length / 2));
    }

    private static double Milliseconds<T>() where T : class, new()
    {
        var graph = new Wide<T> { S = new T(), P = [new T()] };
        var start = Stopwatch.GetTimestamp();
        var plan = new GraphSerializer().PlanOf<Wide<T>>();
        var bytes = plan.Encode(graph);
        plan.Decode(bytes);
        if (!plan.Compare(graph, bytes).IsSame)
            throw new UnreachableException();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private sealed class Wide<T> where T : class
    {
        public int A { get; set; }

        public int B { get; set; }

        public long C { get; set; }

        public double D { get; set; }

        public decimal E { get; set; }

        public DateTime F { get; set; }

        public Guid G { get; set; }

        public bool H { get; set; }

        public bool I { get; set; }

        public DayOfWeek J { get; set; }

        public TimeSpan K { get; set; }

        public int? L { get; set; }

        public string M { get; set; } = "";

        public string N { get; set; } = "";

        public string? O { get; set; }

        public List<T> P { get; set; } = [];

        public List<string> Q { get; set; } = [];

        public Dictionary<string, int> R { get; set; } = [];

        public T? S { get; set; }

        public byte[] T20 { get; set; } = [];
    }

    private sealed class One
    {
        public int Number { get; set; }
    }

    private sealed class Two
    {
        public int Number { get; set; }
    }

    private sealed class Three
    {
        public int Number { get; set; }
    }

    private sealed class Four
    {
        public int Number { get; set; }
    }

    private sealed class Five
    {
        public int Number { get; set; }
    }

    private sealed class Six
    {
        public int Number { get; set; }
    }

    private sealed class Seven
    {
        public int Number { get; set; }
    }

    private sealed class Eight
    {
        public int Number { get; set; }
    }

    private sealed class Nine
    {
        public int Number { get; set; }
    }

    private sealed class Ten
    {
        public int Number { get; set; }
    }
}
