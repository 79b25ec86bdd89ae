using BenchmarkDotNet.Attributes;
using Tidemark.Bench.HandWritten;

namespace Tidemark.Bench.Verbs;

/// <summary>Live graph to bytes, into a buffer that is there already.</summary>
public class Encode : CartBenchmark
{
    [Benchmark(Baseline = true, Description = "hand-written")]
    public int Hand()
    {
        Output.ResetWrittenCount();
        HandWriter.Write(Cart, Output);
        return Output.WrittenCount;
    }

    [Benchmark(Description = "Tidemark")]
    public int Tidemark()
    {
        Output.ResetWrittenCount();
        Plan.Encode(Cart, Output);
        return Output.WrittenCount;
    }

    [Benchmark(Description = "System.Text.Json")]
    public int Json()
    {
        Output.ResetWrittenCount();
        CartJson.Write(Cart, Output);
        return Output.WrittenCount;
    }

    protected override void Verify()
    {
        Require(Hand() == HandBytes.Length, "the hand-written code writes its bytes");
        Require(Tidemark() == GraphBytes.Length, "Tidemark writes its bytes");
        Require(Json() == JsonBytes.Length, "System.Text.Json writes its bytes");
    }
}
