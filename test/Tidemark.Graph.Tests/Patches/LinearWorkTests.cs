using Tidemark.Graph.Patches;

namespace Tidemark.Graph.Tests.Patches;

/// <summary>The time of a comparison is linear in the lengths whatever the bytes, by count of words looked up or compared.</summary>
public sealed class LinearWorkTests
{
    // The most that was counted for any of these inputs is 10.5, in lines against zeros; most take less than 3.
    private const double PerByte = 12;

    public static TheoryData<string> Names => [.. Pairs(0).Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Work_is_a_few_words_for_each_byte_at_any_length(string name)
    {
        foreach (var length in (int[])[1000, 30_000, 100_000, 1_000_000])
        {
            var (_, baseline, value) = Pairs(length).Single(pair => pair.Name == name);

            Assert.InRange(WorkOf(baseline, value), 0, PerByte * (baseline.Length + value.Length));
        }
    }

    [Fact]
    public void A_large_baseline_takes_bounded_work_memory()
    {
        var baseline = EditedBytes.BytesOf(40_000_000, new Random(6));
        byte[] value = [.. baseline[20_000_000..], .. baseline[..20_000_000]];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var patched = Assert.IsType<BinaryComparison.Patched>(BinaryComparison.Of(baseline, value));

        Assert.InRange(patched.Patch.Bytes.Length, 0, 200);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_000_000);
    }

    private static long WorkOf(byte[] baseline, byte[] value)
    {
        var finder = new RunFinder(baseline, value);
        try
        {
            finder.Find(baseline.AsSpan().CommonPrefixLength(value));
            return finder.Work;
        }
        finally
        {
            finder.Dispose();
        }
    }

    private static IEnumerable<(string Name, byte[] Baseline, byte[] Value)> Pairs(int length)
    {
        var random = new Random(7);
        var kinds = (string[])["random", "records", "text", "zeros", "periodic", "sparse"];
        var all = kinds.Select((_, kind) => EditedBytes.BaselineOf((uint)kind, length, random)).ToArray();
        for (var i = 0; i < kinds.Length; i++)
        {
            for (var j = 0; j < kinds.Length; j++)
                yield return ($"{kinds[i]} to {kinds[j]}", all[i], [.. all[j].Skip(length / 3), .. all[j].Take(length / 3)]);
            yield return ($"{kinds[i]} scattered", all[i], Scattered(all[i], 20));
            yield return ($"{kinds[i]} scattered densely", all[i], Scattered(all[i], 9));
            yield return ($"{kinds[i]} reversed", all[i], [.. all[i].Reverse()]);
        }

        var (shorter, longer) = ("a"u8.ToArray(), "ab"u8.ToArray());
        while (longer.Length < length)
            (shorter, longer) = (longer, [.. longer, .. shorter]);
        yield return ("Fibonacci words", longer, [.. longer.Skip(3), 7, .. longer.Take(length / 2)]);
        yield return ("runs of many lengths", RunsOf(length, 1), RunsOf(length, 3));
        yield return ("periodic with marks", Marked(length, 1009), Marked(length, 997));
        yield return ("baits, a byte short of worth it", Baits(length, 12), Baits(length, 11));
    }

    private static byte[] Scattered(byte[] baseline, int distance) =>
        [.. baseline.Select((value, index) => index % distance == 0 ? (byte)~value : value)];

    private static byte[] RunsOf(int length, int step) =>
        [.. Enumerable.Range(0, length).SelectMany(i => Enumerable.Repeat((byte)(i % 2), i * step % 97)).Take(length)];

    // Every line agrees nearly everywhere, and none quite.
    private static byte[] Marked(int length, int distance) =>
        [.. Enumerable.Range(0, length).Select(i => i % distance == distance - 1 ? (byte)(100 + (i / distance % 100)) : (byte)(i % 64))];

    // The same words again and again, followed each time by something else.
    private static byte[] Baits(int length, int same) =>
        [.. Enumerable.Range(0, (length / 16) + 1).SelectMany(i => Enumerable.Range(0, 16).Select(j => (byte)(j < same ? j : i * 31 + same)))];
}
