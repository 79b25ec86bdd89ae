using BenchmarkDotNet.Reports;
using Tidemark.Bench.Verbs;

namespace Tidemark.Bench.Report;

/// <summary>One line of a benchmark's result.</summary>
/// <param name="Verb">The benchmark's class.</param>
/// <param name="Lines">The lines of the cart.</param>
/// <param name="Who">The contender.</param>
/// <param name="IsBaseline">Whether the others are measured by it.</param>
/// <param name="Nanoseconds">The mean time of one operation.</param>
/// <param name="Allocated">The bytes that one operation allocates.</param>
public sealed record Measured(string Verb, int Lines, string Who, bool IsBaseline, double Nanoseconds, long Allocated)
{
    public static Measured From(BenchmarkReport report)
    {
        var benchmark = report.BenchmarkCase;
        return new Measured(
            benchmark.Descriptor.Type.Name,
            (int)benchmark.Parameters[nameof(CartBenchmark.Lines)],
            benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
            benchmark.Descriptor.Baseline,
            report.ResultStatistics!.Mean,
            report.GcStats.GetBytesAllocatedPerOperation(benchmark) ?? 0);
    }
}
