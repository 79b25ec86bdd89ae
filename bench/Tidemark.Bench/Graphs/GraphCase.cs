using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KellermanSoftware.CompareNetObjects;
using Tidemark.Bench.HandWritten;
using Tidemark.Graph;

namespace Tidemark.Bench.Graphs;

/// <summary>What was measured of one graph. Times are nanoseconds.</summary>
public sealed record GraphResult(
    string Name,
    int Bytes,
    int JsonBytes,
    long Allocated,
    double Unchanged,
    double Hand,
    double Json,
    double JsonByReflection,
    double CompareNetObjects,
    double Memcmp,
    double OneChange,
    int Patch,
    int BinaryPatch);

/// <summary>One graph and one change of it.</summary>
public abstract record GraphCase(string Name)
{
    public abstract GraphResult Measure();
}

/// <param name="Name">As on the page.</param>
/// <param name="Make">Makes the graph, always the same.</param>
/// <param name="Change">Changes one thing in the middle.</param>
/// <param name="Hand">The hand-written code for it.</param>
/// <param name="Json">Its source-generated form.</param>
public sealed record GraphCase<T>(string Name, Func<T> Make, Action<T> Change, IByHand<T> Hand, JsonTypeInfo<T> Json) : GraphCase(Name)
{
    // The same options, for the graphs that need some.
    private readonly JsonSerializerOptions _byReflection = new(Json.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    public override GraphResult Measure()
    {
        var plan = new GraphSerializer().PlanOf<T>();
        var (graph, clone, changed) = (Make(), Make(), Make());
        Change(changed);
        var (bytes, json) = (plan.Encode(graph), JsonSerializer.SerializeToUtf8Bytes(graph, Json));
        var output = new ArrayBufferWriter<byte>(json.Length * 2);
        var logic = new CompareLogic();
        var same = (byte[])bytes.Clone();
        Hand.Write(graph, output);
        var hand = output.WrittenSpan.ToArray();

        var found = plan.Compare(changed, bytes);
        Require(!found.IsSame && found.Patch is not null, "Tidemark tells the change by a patch");
        Require(plan.IsSame(changed, found.Patch!.Apply(bytes)), "the patch makes the changed graph");
        var binary = BinaryComparison.Of(bytes, plan.Encode(changed)) as BinaryComparison.Patched;
        Require(!Hand.IsSame(changed, hand), "the hand-written code sees the change");
        Require(logic.Compare(graph, clone).AreEqual, "CompareNETObjects finds them equal");

        var times = Timing.Measure(
            () => Require(plan.Compare(graph, bytes).IsSame, "nothing has changed"),
            () => Require(Hand.IsSame(graph, hand), "nothing has changed"),
            () => Require(JsonIsSame(graph, json, output), "nothing has changed"),
            () => Require(JsonSerializer.SerializeToUtf8Bytes(graph, _byReflection).AsSpan().SequenceEqual(json), "nothing has changed"),
            () => Require(bytes.AsSpan().SequenceEqual(same), "nothing has changed"),
            () => Require(!plan.Compare(changed, bytes).IsSame, "something has changed"));
        var slow = Timing.Measure(() => Require(logic.Compare(graph, clone).AreEqual, "nothing has changed"));
        return new GraphResult(
            Name,
            bytes.Length,
            json.Length,
            Timing.Allocated(() => plan.Compare(graph, bytes)),
            times[0],
            times[1],
            times[2],
            times[3],
            slow[0],
            times[4],
            times[5],
            found.Patch.Bytes.Length,
            binary?.Patch.Bytes.Length ?? -1);
    }

    private static void Require(bool isTrue, string what)
    {
        if (!isTrue)
            throw new InvalidOperationException($"Not so: {what}.");
    }

    private bool JsonIsSame(T graph, byte[] json, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { MaxDepth = 2000 });
        JsonSerializer.Serialize(writer, graph, Json);
        return output.WrittenSpan.SequenceEqual(json);
    }
}
