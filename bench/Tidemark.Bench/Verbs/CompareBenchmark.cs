using System.Text.Json;
using BenchmarkDotNet.Attributes;
using KellermanSoftware.CompareNetObjects;
using Tidemark.Bench.HandWritten;
using Tidemark.Bench.Models;

namespace Tidemark.Bench.Verbs;

/// <summary>A live graph against what it was, by every way there is to keep what it was.</summary>
public abstract class CompareBenchmark : CartBenchmark
{
    private readonly CompareLogic _logic = new();
    private Cart _clone = null!;

    /// <summary>Whether the live graph is as it was.</summary>
    protected abstract bool IsSame { get; }

    protected abstract Cart Live { get; }

    [Benchmark(Baseline = true, Description = "hand-written, against bytes")]
    public bool HandBytesSame() => HandComparer.IsSame(Live, HandBytes);

    [Benchmark(Description = "hand-written, against a clone")]
    public bool HandCloneSame() => HandComparer.IsSame(Live, _clone);

    [Benchmark(Description = "Tidemark, against bytes")]
    public bool TidemarkSame() => Plan.Compare(Live, GraphBytes).IsSame;

    [Benchmark(Description = "System.Text.Json and memcmp")]
    public bool JsonSame()
    {
        Output.ResetWrittenCount();
        CartJson.Write(Live, Output);
        return Output.WrittenSpan.SequenceEqual(JsonBytes);
    }

    [Benchmark(Description = "System.Text.Json by reflection, to a new array, and memcmp")]
    public bool JsonByReflectionSame() => JsonSerializer.SerializeToUtf8Bytes(Live).AsSpan().SequenceEqual(JsonBytes);

    [Benchmark(Description = "CompareNETObjects, against a clone")]
    public bool CompareNetObjectsSame() => _logic.Compare(Live, _clone).AreEqual;

    protected override void Verify()
    {
        _clone = Carts.WithLines(Lines);
        Require(HandBytesSame() == IsSame, "the hand-written code sees it in the bytes");
        Require(HandCloneSame() == IsSame, "the hand-written code sees it in the clone");
        Require(TidemarkSame() == IsSame, "Tidemark sees it");
        Require(JsonSame() == IsSame, "System.Text.Json sees it");
        Require(JsonByReflectionSame() == IsSame, "System.Text.Json sees it by reflection");
        Require(CompareNetObjectsSame() == IsSame, "CompareNETObjects sees it");
    }
}
