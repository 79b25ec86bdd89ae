using Tidemark.Graph.Tests.Hostile;

namespace Tidemark.Graph.Tests.Patches;

public sealed class HostilePatchTests
{
    private const int Cases = 3_000_000;
    private const int Limit = 4096;

    // What a refusal itself takes (exception, message, trace).
    private const long PerRefusal = 32 * 1024;

    [Fact]
    public void Three_million_damaged_patches_end_in_a_value_of_the_length_they_say_or_in_one_typed_error()
    {
        var seed = Random.Shared.Next();
        var subjects = Enumerable.Range(0, 40).Select(SubjectOf).OfType<(byte[] Baseline, byte[] Patch)>().ToArray();
        Parallel.For(0, Environment.ProcessorCount, worker =>
        {
            var random = new Random(seed + worker);
            for (var i = 0; i < Cases / Environment.ProcessorCount; i++)
            {
                var (baseline, patch) = subjects[random.Next(subjects.Length)];
                var damaged = Mutation.Of(patch, subjects[random.Next(subjects.Length)].Patch, random);
                ReadAndApply(damaged, baseline, $"seed {seed}, worker {worker}, case {i}");
            }
        });
    }

    [Fact]
    public void Every_prefix_of_a_patch_is_refused()
    {
        foreach (var (_, patch) in Enumerable.Range(0, 40).Select(SubjectOf).OfType<(byte[], byte[] Patch)>())
        {
            for (var length = 0; length < patch.Length; length++)
            {
                var prefix = patch.AsMemory(0, length);
                Assert.Throws<GraphFormatException>(() => Patch.Read(prefix, int.MaxValue));
            }
        }
    }

    [Fact]
    public void A_patch_that_claims_two_gigabytes_allocates_nothing_for_them()
    {
        // One copy of the whole baseline after another, by going back: a few bytes that would make very many.
        byte[] patch = [1, .. Varint(1000), .. Varint(int.MaxValue), .. Varint(2), .. Varint(1000), 0, .. Varint(1999), .. Varint(1000), 0, 0];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<GraphFormatException>(() => Patch.Read(patch, int.MaxValue));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, PerRefusal);
    }

    private static (byte[] Baseline, byte[] Patch)? SubjectOf(int seed)
    {
        var edited = new EditedBytes([(7 * 700) + seed, seed, seed + 1, seed + 2]);
        if (BinaryComparison.Of(edited.Baseline, edited.Value) is not BinaryComparison.Patched { Patch.Bytes: var bytes })
            return null;

        // Without its fingerprint damage goes further: half of the patches bear none.
        return (edited.Baseline, seed % 2 == 0 ? bytes.ToArray() : WithoutFingerprint(bytes.Span));
    }

    private static byte[] WithoutFingerprint(ReadOnlySpan<byte> patch)
    {
        var numbers = 1;
        for (var left = 3; left > 0; numbers++)
            left -= patch[numbers] < 0x80 ? 1 : 0;
        return [1, .. patch[1..numbers], .. patch[(numbers + 4)..]];
    }

    private static byte[] Varint(int value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Varint(value >> 7)];

    private static void ReadAndApply(byte[] damaged, byte[] baseline, string which)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var patch = Patch.Read(damaged, Limit);
            var value = patch.Apply(baseline);
            Assert.True(value.Length == patch.LengthAfter && value.Length <= Limit, which);
        }
        catch (GraphFormatException)
        {
        }
        catch (Exception other)
        {
            Assert.Fail($"{which}: {other}");
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before <= PerRefusal + Limit, which);
    }
}
