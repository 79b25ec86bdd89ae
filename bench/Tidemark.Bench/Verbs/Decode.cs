using BenchmarkDotNet.Attributes;
using Tidemark.Bench.HandWritten;
using Tidemark.Bench.Models;

namespace Tidemark.Bench.Verbs;

/// <summary>Bytes to a new graph.</summary>
public class Decode : CartBenchmark
{
    [Benchmark(Baseline = true, Description = "hand-written")]
    public Cart Hand() => HandReader.Read(HandBytes);

    [Benchmark(Description = "Tidemark")]
    public Cart Tidemark() => Plan.Decode(GraphBytes);

    [Benchmark(Description = "System.Text.Json")]
    public Cart Json() => CartJson.Read(JsonBytes);

    protected override void Verify()
    {
        Require(HandComparer.IsSame(Cart, Hand()), "the hand-written code reads the cart");
        Require(HandComparer.IsSame(Cart, Tidemark()), "Tidemark reads the cart");
        Require(HandComparer.IsSame(Cart, Json()), "System.Text.Json reads the cart");
    }
}
